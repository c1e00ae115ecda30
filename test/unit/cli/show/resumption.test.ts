import { describe, expect, it } from 'vitest';
import { resumptionOf } from '../../../../src/cli/show/resumption.js';
import { parseCodex } from '../../../../src/mcp/arguments/codex.js';
import { parseCodexReply } from '../../../../src/mcp/arguments/codex-reply.js';
import { record } from '../../../support/records.js';

const THREAD = '01a204ab-5d5b-7e60-a272-9f2ea8a9f697';
const OWNER = { pid: 4711, host: 'here', since: '2026-03-01T11:00:00Z' };
const stale = record({ threadId: THREAD });
const closed = record({ threadId: THREAD, status: 'closed', threadState: 'closed' });

const alone = { owner: null, rival: undefined };

function callsOf(situation: Parameters<typeof resumptionOf>[0]) {
  return resumptionOf(situation).calls.map((call) => [call.tool, call.arguments]);
}

describe('how a session goes on', () => {
  it('is by its thread or its agent id where no process has it', () => {
    expect(resumptionOf({ record: stale, ...alone }).says).toBe(
      'no process has it; any server of team atm-dev resumes it',
    );
    expect(callsOf({ record: stale, ...alone })).toEqual([
      ['codex-reply', { threadId: THREAD, prompt: '…' }],
      ['codex', { agent_id: 'codex:a', prompt: '…' }],
    ]);
  });

  it('is by its agent id alone where it has no thread yet', () => {
    expect(callsOf({ record: record(), ...alone })[0]).toEqual([
      'codex-reply',
      { agent_id: 'codex:a', prompt: '…' },
    ]);
  });

  it('is by its agent id, which opens it again, once it is closed', () => {
    expect(callsOf({ record: closed, ...alone })).toEqual([
      ['codex', { agent_id: 'codex:a', prompt: '…' }],
    ]);
  });

  it('is in the process that has it alone; elsewhere a copy goes on', () => {
    const live = { record: stale, owner: OWNER, rival: undefined };
    expect(resumptionOf(live).says).toBe(
      'it lives in process 4711 on here, and goes on there alone',
    );
    expect(callsOf(live)).toEqual([
      ['codex-reply', { threadId: THREAD, prompt: '…' }],
      ['codex', { fork: THREAD, prompt: '…' }],
    ]);
  });

  it.each([stale, closed])('names who holds its identity meanwhile', (one) => {
    const rival = record({ agentId: 'codex:other', status: 'active' });
    expect(resumptionOf({ record: one, owner: null, rival }).says).toContain(
      '; its identity arch-ctm is held by codex:other: close that first',
    );
  });

  it('is by calls that the tools understand', () => {
    for (const one of [stale, closed, record()]) {
      for (const owner of [null, OWNER]) {
        for (const call of resumptionOf({ record: one, owner, rival: undefined }).calls) {
          const parse = call.tool === 'codex' ? parseCodex : parseCodexReply;
          expect(parse(call.arguments)).toMatchObject({ ok: true });
        }
      }
    }
  });
});
