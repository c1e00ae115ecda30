import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createSessionSupervisor,
  InvalidArgumentError,
  parseRegistrySnapshot,
  RegistryFormatError,
  serializeRegistrySnapshot,
} from '../../../src/index.js';
import { entry, record } from '../../support/records.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

const create = (snapshot: unknown) => createSessionSupervisor({ snapshot: snapshot as never });

describe('the snapshot a supervisor starts with', () => {
  it('is refused with a hint when it is the raw JSON of a file', () => {
    const call = () => create({ version: 1, sessions: [entry()] });
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(/parseRegistrySnapshot/);
    expect(call).toThrow(expect.objectContaining({ field: 'snapshot' }));
  });

  it('is refused when it is of a newer version', () => {
    expect(() => create({ version: 2, sessions: [], faulty: [], extra: {} })).toThrow(
      RegistryFormatError,
    );
  });

  it('is repaired as a file is, and one warning says so', () => {
    const supervisor = create({
      version: 1,
      sessions: [
        record({ status: 'closed', threadState: 'busy' }),
        record({ agentId: 'codex:b', status: 'unknown' as never }),
        record({ agentId: 'codex:c', identity: 'first' }),
        record({ agentId: 'codex:c', identity: 'last' }),
        null,
      ],
      faulty: [{ from: 'before' }],
      extra: { future: 1 },
    });
    expect(supervisor.list().map(({ agentId, identity }) => [agentId, identity])).toEqual([
      ['codex:a', 'arch-ctm'],
      ['codex:c', 'last'],
    ]);
    expect(supervisor.get('codex:a')).toMatchObject({ status: 'closed', threadState: 'closed' });
    expect(supervisor.get('codex:b')).toBeUndefined();
    expect(supervisor.toSnapshot().faulty).toHaveLength(3);
    expect(supervisor.toSnapshot().extra).toEqual({ future: 1 });
    expect(warnings.messages).toHaveLength(1);
    expect(warnings.messages[0]).toContain('sessions[0]');
  });

  it('that was parsed brings no warning: its issues were told then', () => {
    const { snapshot, issues } = parseRegistrySnapshot({ sessions: [entry(), 7] });
    expect(issues).toHaveLength(1);
    create(snapshot);
    expect(warnings.messages).toEqual([]);
  });

  it('keeps faulty entries and unknown fields for the file', () => {
    const json = { version: 1, sessions: [entry(), { faulty: ['x'] }], future: { a: 1 } };
    const supervisor = create(parseRegistrySnapshot(json).snapshot);
    expect(JSON.parse(serializeRegistrySnapshot(supervisor.toSnapshot()))).toEqual(json);
    supervisor.close('codex:a');
    supervisor.forget('codex:a');
    expect(JSON.parse(serializeRegistrySnapshot(supervisor.toSnapshot()))).toEqual({
      ...json,
      sessions: [{ faulty: ['x'] }],
    });
  });

  it('makes every active entry stale, several of one identity and one thread alike', () => {
    const busy = { status: 'active', thread_state: 'busy', thread_id: 'thread-1' };
    const { snapshot } = parseRegistrySnapshot({
      sessions: [entry(busy), entry({ ...busy, agent_id: 'codex:b' })],
    });
    const supervisor = create(snapshot);
    expect(supervisor.list().map(({ status }) => status)).toEqual(['stale', 'stale']);
    expect(supervisor.resume('codex:a').ok).toBe(true);
    expect(supervisor.resume('codex:b')).toMatchObject({ refusal: { code: 'thread_held' } });
  });

  it('may hold very many sessions', () => {
    const sessions = Array.from({ length: 100_000 }, (_, index) =>
      record({ agentId: `codex:${index}`, status: 'active', threadState: 'idle' }),
    );
    const supervisor = create({ version: 1, sessions, faulty: [], extra: {} });
    expect(supervisor.activeCount).toBe(0);
    expect(supervisor.resume('codex:99999').ok).toBe(true);
    expect(supervisor.list({ status: 'active' })).toHaveLength(1);
    expect(warnings.messages).toEqual([]);
  });
});

describe('the warning of a repair', () => {
  it('says how many more there were', () => {
    const odd = { ...record(), status: 'closed', threadState: 'idle' };
    const sessions = ['x', 'y', 'z'].map((agentId) => ({ ...odd, agentId }));
    create({ version: 1, sessions, faulty: [], extra: {} });
    const warning = expect.stringMatching(/^the snapshot was repaired: .*, and 2 more$/);
    expect(warnings.messages).toEqual([warning]);
  });
});
