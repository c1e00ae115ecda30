import { describe, expect, it } from 'vitest';
import type { SessionSupervisor } from '../../../src/index.js';
import type { EndedTurn } from '../../../src/proxy/agent-parts.js';
import { History } from '../../../src/proxy/history.js';
import { record } from '../../support/records.js';
import { granted, register, START, supervisorWith } from '../../support/supervisors.js';

const AT_START = Date.parse(START);

/** A history over a supervisor, and the time it reads. */
function remembering(supervisor: SessionSupervisor = supervisorWith({ maxConcurrent: 1_000 })) {
  const time = { now: AT_START };
  const history = new History(supervisor, () => time.now);
  const known = () => [...history.agentIds];
  return { supervisor, history, time, known };
}

function ended(changes: Partial<EndedTurn> = {}): EndedTurn {
  const end = { type: 'completed', turnId: 't1', text: 'done' } as const;
  return { end, turnId: 't1', wasCurrent: true, since: AT_START, ...changes };
}

describe('the history of a session', () => {
  it('has its steps, in order, and since when it is in its states', () => {
    const { supervisor, history, time } = remembering();
    time.now += 123;
    const { agentId } = register(supervisor, 'a');
    time.now += 1_000;
    supervisor.report(agentId, { type: 'turn.completed' });
    time.now += 1_000;
    supervisor.setTag(agentId, 'no step');
    supervisor.park(agentId);
    expect(history.of(agentId)).toEqual({
      statusSince: '2026-01-01T00:00:02.123Z',
      threadSince: '2026-01-01T00:00:01.123Z',
      steps: [
        {
          ...{ at: '2026-01-01T00:00:00.123Z', what: 'registered' },
          ...{ status: 'active', threadState: 'busy' },
        },
        {
          ...{ at: '2026-01-01T00:00:01.123Z', what: 'changed' },
          ...{ status: 'active', threadState: 'idle' },
        },
        {
          ...{ at: '2026-01-01T00:00:02.123Z', what: 'stale', reason: 'parked' },
          ...{ status: 'stale', threadState: 'idle' },
        },
      ],
      turns: [],
    });
  });

  it('takes a region it did not see change to be as it is since the session was active', () => {
    const before = supervisorWith();
    const { agentId } = register(before, 'a');
    before.stop();
    const { supervisor, history, time } = remembering(
      supervisorWith({ snapshot: before.toSnapshot() }),
    );
    time.now += 60_000;
    expect(history.of(agentId)).toBeUndefined();
    granted(supervisor.resume(agentId));
    // resumed in the middle of a turn: the thread is as busy as it was
    expect(history.of(agentId)).toMatchObject({
      statusSince: '2026-01-01T00:01:00.000Z',
      threadSince: '2026-01-01T00:00:00.000Z',
      steps: [{ what: 'resumed' }],
    });
  });

  it('takes a session that is put in to be as it is since it was active, but not since later', () => {
    const { supervisor, history, time } = remembering();
    time.now += 60_000;
    supervisor.insertStale(record({ agentId: 'codex:past', lastActive: '2025-12-31T23:00:00Z' }));
    supervisor.insertStale(record({ agentId: 'codex:future', lastActive: '2030-01-01T00:00:00Z' }));
    expect(history.of('codex:past')).toMatchObject({
      ...{ statusSince: '2025-12-31T23:00:00.000Z', threadSince: '2025-12-31T23:00:00.000Z' },
      steps: [{ at: '2026-01-01T00:01:00.000Z', what: 'inserted' }],
    });
    expect(history.of('codex:future')?.statusSince).toBe('2026-01-01T00:01:00.000Z');
  });

  it('keeps the newest fifty steps', () => {
    const { supervisor, history, time } = remembering();
    const { agentId } = register(supervisor, 'a');
    for (let count = 0; count < 40; count += 1) {
      time.now += 1;
      supervisor.report(agentId, { type: 'turn.completed' });
      supervisor.report(agentId, { type: 'turn.started' });
    }
    const { steps } = history.of(agentId) ?? { steps: [] };
    expect(steps).toHaveLength(50);
    expect(steps[0]?.at).toBe('2026-01-01T00:00:00.016Z');
    expect(steps.at(-1)).toMatchObject({ at: '2026-01-01T00:00:00.040Z', threadState: 'busy' });
  });

  it('keeps the last five turns that ended, the newest first', () => {
    const { supervisor, history, time } = remembering();
    const session = register(supervisor, 'a');
    for (let count = 1; count <= 7; count += 1) {
      time.now = AT_START + count * 10;
      history.ended(session, ended({ turnId: `t${count}`, since: AT_START + count }));
    }
    const refusal = { code: 'shutting_down', message: '' } as const;
    history.ended(session, ended({ turnId: null, end: { type: 'refused', refusal } }));
    expect(history.of(session.agentId)?.turns.map(({ turnId, how }) => [turnId, how])).toEqual([
      [null, 'refused'],
      ...['t7', 't6', 't5', 't4'].map((turnId) => [turnId, 'completed']),
    ]);
    expect(history.of(session.agentId)?.turns[1]).toEqual({
      ...{ turnId: 't7', how: 'completed' },
      ...{ since: '2026-01-01T00:00:00.007Z', endedAt: '2026-01-01T00:00:00.070Z' },
    });
  });

  it('is not changed by what is told later', () => {
    const { supervisor, history } = remembering();
    const session = register(supervisor, 'a');
    const told = history.of(session.agentId);
    history.ended(session, ended());
    supervisor.close(session.agentId);
    expect(told).toMatchObject({ steps: [{ what: 'registered' }], turns: [] });
  });

  it('begins with no change that moves nothing, and with no refusal', () => {
    const { supervisor, known } = remembering();
    const before = supervisorWith();
    const { agentId } = register(before, 'a');
    const restored = remembering(supervisorWith({ snapshot: before.toSnapshot() }));
    expect(restored.supervisor.setTag(agentId, 't')).toBe(true);
    supervisor.resume('codex:nobody');
    expect([...restored.known(), ...known()]).toEqual([]);
  });
});

describe('the histories of all sessions', () => {
  it('are those of all active ones, and of the 200 that came to rest last', () => {
    const { supervisor, known } = remembering();
    for (let count = 1; count <= 303; count += 1) register(supervisor, `${count}`);
    supervisor.markLost('codex:1');
    for (let count = 2; count <= 201; count += 1) supervisor.close(`codex:${count}`);
    expect(known()).not.toContain('codex:1');
    expect(known()).toHaveLength(302);
    granted(supervisor.resume('codex:2', { reopen: true }));
    supervisor.markLost('codex:202');
    supervisor.markLost('codex:203');
    // the one that came back is active, and the oldest of the others had to go
    expect(known()).toContain('codex:2');
    expect(known()).not.toContain('codex:3');
    expect(known()).toHaveLength(301);
  });

  it('are without those of sessions that are forgotten', () => {
    const { supervisor, history, known } = remembering();
    const { agentId } = register(supervisor, 'a');
    supervisor.close(agentId);
    expect(known()).toEqual([agentId]);
    supervisor.forget(agentId);
    expect(known()).toEqual([]);
    expect(history.of(agentId)).toBeUndefined();
  });

  it('are bounded also where turns end after their session', () => {
    const { history, known } = remembering();
    for (let count = 0; count < 300; count += 1) {
      history.ended(record({ agentId: `codex:${count}`, status: 'closed' }), ended());
    }
    expect(known()).toHaveLength(200);
    expect(known()[0]).toBe('codex:100');
  });
});
