import { describe, expect, it } from 'vitest';
import { supervisorMachine } from '../../../machines/index.js';
import {
  ReentrantCallError,
  type SessionRecord,
  type SessionSupervisorOptions,
} from '../../../src/index.js';
import { createSupervisorCore } from '../../../src/runtime/supervisor.js';
import { fragileMachine } from '../../support/fragile-machine.js';
import { createIdSequence } from '../../support/ids.js';
import { record } from '../../support/records.js';
import {
  changesOf,
  granted,
  inWords,
  refusedWith,
  register,
  settableClock,
} from '../../support/supervisors.js';

function core(options: SessionSupervisorOptions = {}) {
  const { machine: session, breakAt, mend } = fragileMachine();
  const made = createSupervisorCore(
    { supervisor: supervisorMachine, session },
    { clock: settableClock(), createAgentId: createIdSequence(), ...options },
  );
  return { ...made, breakAt, mend };
}

/** A supervisor with an active, a stale and a closed session, the first two with actors. */
function inhabited() {
  const parts = core();
  for (const identity of ['a', 'b', 'c']) register(parts.supervisor, identity);
  parts.supervisor.markLost('codex:2');
  parts.supervisor.close('codex:3');
  return parts;
}

describe('evict', () => {
  it('removes a stale session and ends its actor', () => {
    const { supervisor, evict } = inhabited();
    const [view, last] = [supervisor.session('codex:2'), supervisor.get('codex:2')];
    const changes = changesOf(supervisor);
    expect([evict('codex:2'), evict('codex:2')]).toEqual([true, false]);
    expect(view?.getSnapshot().status).toBe('stopped');
    expect(supervisor.session('codex:2')).toBeUndefined();
    expect(supervisor.get('codex:2')).toBeUndefined();
    expect(supervisor.list().map(({ agentId }) => agentId)).toEqual(['codex:1', 'codex:3']);
    expect(refusedWith(supervisor.resume('codex:2'))).toBe('session_not_found');
    expect(supervisor.setTag('codex:2', 't')).toBe(false);
    expect(changes[0]).toEqual({ type: 'forgotten', record: last });
  });

  it('removes a stale session that sleeps, and a closed one, and wakes neither', () => {
    const born: string[] = [];
    const { supervisor, evict } = core({
      inspect: ({ type, actorRef }) => {
        if (type === '@xstate.actor' && 'id' in actorRef) born.push(String(actorRef.id));
      },
    });
    supervisor.insertStale(record({ agentId: 'stale' }));
    const closed = { status: 'closed', threadState: 'closed' } as const;
    supervisor.insertStale(record({ agentId: 'closed', ...closed }));
    const changes = changesOf(supervisor);
    expect([evict('stale'), evict('closed')]).toEqual([true, true]);
    expect(supervisor.toSnapshot().sessions).toEqual([]);
    expect(changes.map(inWords)).toEqual(['forgotten stale', 'forgotten closed']);
    expect(born).toEqual(['supervisor', 'sessions']);
  });

  it('does nothing to an active session, busy or idle, or an unknown one', () => {
    const { supervisor, evict } = inhabited();
    const changes = changesOf(supervisor);
    for (const state of ['busy', 'idle'] as const) {
      supervisor.setThreadState('codex:1', state);
      const before = supervisor.toSnapshot();
      expect([evict('codex:1'), evict('codex:unknown')]).toEqual([false, false]);
      expect(supervisor.toSnapshot()).toEqual(before);
      expect(supervisor.session('codex:1')?.getSnapshot().status).toBe('active');
      expect(supervisor.findByIdentity('a')).toBe('codex:1');
    }
    expect(changes.map(inWords)).toEqual(['changed codex:1']);
  });

  it('frees nothing of who holds the identity and the slot by now', () => {
    const { supervisor, evict } = core({ maxConcurrent: 1 });
    const first = register(supervisor, 'arch-ctm').agentId;
    supervisor.markLost(first);
    const second = register(supervisor, 'arch-ctm').agentId;
    expect(evict(first)).toBe(true);
    expect(supervisor.findByIdentity('arch-ctm')).toBe(second);
    expect(supervisor.activeCount).toBe(1);
    expect(supervisor.actor.getSnapshot().value).toBe('saturated');
  });

  it('takes the session from its thread, and nobody else', () => {
    const { supervisor, evict } = core();
    const ids = ['a', 'b', 'c'].map((identity) => {
      const { agentId } = register(supervisor, identity);
      supervisor.setThreadId(agentId, 'thread-1');
      supervisor.markLost(agentId);
      return agentId;
    });
    const [first = '', middle = '', last = ''] = ids;
    evict(middle);
    expect(supervisor.findByThreadId('thread-1')).toBe(last);
    evict(last);
    expect(supervisor.findByThreadId('thread-1')).toBe(first);
    granted(supervisor.resume(first));
    expect(evict(first)).toBe(false);
    expect(supervisor.findByThreadId('thread-1')).toBe(first);
    supervisor.markLost(first);
    evict(first);
    expect(supervisor.findByThreadId('thread-1')).toBeUndefined();
  });

  it('works while the supervisor drains', () => {
    const { supervisor, evict } = inhabited();
    supervisor.drain();
    expect([evict('codex:1'), evict('codex:2'), evict('codex:3')]).toEqual([false, true, true]);
  });

  it('does nothing once the supervisor is stopped', () => {
    const { supervisor, evict } = inhabited();
    supervisor.stop();
    const before = supervisor.toSnapshot();
    expect([evict('codex:1'), evict('codex:2'), evict('codex:3')]).toEqual([false, false, false]);
    expect(supervisor.toSnapshot()).toEqual(before);
  });

  it('lets the id come back with another record', () => {
    const { supervisor, evict } = inhabited();
    const given: SessionRecord = record({ agentId: 'codex:2', identity: 'qa' });
    evict('codex:2');
    expect(supervisor.insertStale(given)).toBe(true);
    expect(supervisor.list().at(-1)).toEqual(given);
    expect(granted(supervisor.resume('codex:2'))).toMatchObject({ identity: 'qa' });
    expect(supervisor.session('codex:2')?.getSnapshot().value).toMatchObject({ thread: 'busy' });
  });

  it('is done even if the actor fails as it is ended', () => {
    const { supervisor, evict, breakAt, mend } = inhabited();
    const changes = changesOf(supervisor);
    breakAt('xstate.stop');
    expect(evict('codex:2')).toBe(true);
    mend();
    expect(supervisor.get('codex:2')).toBeUndefined();
    supervisor.setTag('codex:1', 't');
    expect(changes.map(inWords)).toEqual(['forgotten codex:2', 'changed codex:1']);
  });

  it('is heard of when it is over, by listeners that may evict another', () => {
    const { supervisor, evict } = inhabited();
    const heard: unknown[] = [];
    supervisor.subscribe((change) => {
      heard.push(inWords(change), supervisor.list().length);
      evict('codex:3');
    });
    evict('codex:2');
    expect(heard).toEqual(['forgotten codex:2', 2, 'forgotten codex:3', 1]);
  });

  it('is refused inside an inspection event', () => {
    const errors: unknown[] = [];
    let calling = false;
    const { supervisor, evict } = core({
      inspect: () => {
        if (!calling) return;
        try {
          evict('codex:1');
        } catch (error) {
          errors.push(error);
        }
      },
    });
    register(supervisor, 'a');
    calling = true;
    supervisor.markLost('codex:1');
    calling = false;
    expect(errors[0]).toBeInstanceOf(ReentrantCallError);
    expect(errors[0]).toMatchObject({ method: 'evict' });
    expect(supervisor.get('codex:1')?.status).toBe('stale');
  });

  it('is no part of the public supervisor', () => {
    const { supervisor } = core();
    expect('evict' in supervisor).toBe(false);
  });
});
