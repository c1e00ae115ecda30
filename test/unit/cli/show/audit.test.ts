import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createAuditLog } from '../../../../src/cli/serve/audit-log.js';
import { auditOf } from '../../../../src/cli/show/audit.js';
import { AT } from '../../../support/sights.js';
import { temporaryFolder } from '../../control/serving.js';

const line = (fields: object) =>
  `${JSON.stringify({ time: AT, event: 'turn.asked', ...fields })}\n`;

describe('what the audit log has of a session', () => {
  it('is what the log writes of it, oldest first', async () => {
    const path = join(await temporaryFolder(), 'audit.jsonl');
    const clock = () => new Date(AT);
    const failures: unknown[] = [];
    const onFailure = (cause: unknown) => failures.push(cause);
    const audit = createAuditLog({ path, prompts: false, clock, onFailure });
    audit({ event: 'turn.asked', agentId: 'codex:a', identity: 'planner' });
    audit({ event: 'session.closed', agentId: 'codex:b' });
    audit({ event: 'turn.ended', agentId: 'codex:a', how: 'completed' });
    await vi.waitUntil(async () => (await auditOf(path, 'codex:a'))?.length === 2);
    const [asked, ended] = (await auditOf(path, 'codex:a')) ?? [];
    expect(asked).toMatchObject({ time: AT, event: 'turn.asked' });
    expect(ended).toMatchObject({ time: AT, event: 'turn.ended' });
    expect(ended?.facts).toContain('how completed');
    expect(failures).toEqual([]);
  });

  it('is the newest fifty entries', async () => {
    const path = join(await temporaryFolder(), 'audit.jsonl');
    const lines = Array.from({ length: 80 }, (_, index) => line({ agentId: 'a', how: `${index}` }));
    writeFileSync(path, lines.join(''));
    const events = await auditOf(path, 'a');
    expect(events?.map(({ facts }) => facts[0])).toEqual(
      Array.from({ length: 50 }, (_, index) => `how ${index + 30}`),
    );
  });

  it('is read from the end of a long log, whole lines only', async () => {
    const path = join(await temporaryFolder(), 'audit.jsonl');
    const first = line({ agentId: 'a', how: 'first' });
    const filler = line({ agentId: 'b', prompt: '日'.repeat(999) }).repeat(500);
    writeFileSync(path, first + filler + line({ agentId: 'a', how: 'last' }));
    expect(await auditOf(path, 'a')).toEqual([
      { time: AT, event: 'turn.asked', facts: ['how last'] },
    ]);
  });

  it('leaves out what is no entry', async () => {
    const path = join(await temporaryFolder(), 'audit.jsonl');
    writeFileSync(
      path,
      `{\n[]\nnull\n\n${line({ agentId: 'a', time: 1 })}${line({ agentId: 'a' })}{"a`,
    );
    expect(await auditOf(path, 'a')).toEqual([{ time: AT, event: 'turn.asked', facts: [] }]);
  });

  it('is not known where there is no log', async () => {
    expect(await auditOf('/nowhere/audit.jsonl', 'a')).toBeNull();
  });
});
