import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnyActor, AnyActorRef, InspectionEvent } from 'xstate';
import type { SessionMachine } from '../../../machines/index.js';
import { ReentrantCallError, type SessionSupervisor } from '../../../src/index.js';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { record } from '../../support/records.js';
import { granted, register, request, supervisorWith } from '../../support/supervisors.js';
import { catchWarnings, promisesSettled, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

/** What an inspector sees of the sessions: births, and the snapshots of each actor. */
function watch() {
  const births: AnyActorRef[] = [];
  const seen = new Map<string, string[]>();
  const inspect = (event: InspectionEvent) => {
    const actor = event.actorRef as AnyActorRef;
    if (!actor.id.startsWith('codex:')) return;
    if (event.type === '@xstate.actor') births.push(actor);
    if (event.type !== '@xstate.snapshot') return;
    const snapshot = event.snapshot as unknown as { value: object; status: string };
    const states = Object.values(snapshot.value).join(' ');
    seen.set(actor.id, [...(seen.get(actor.id) ?? []), `${states} (${snapshot.status})`]);
  };
  return { births, seen, inspect };
}

describe('an inspector', () => {
  it('sees a session from birth to end, by name, with both regions', () => {
    const { births, seen, inspect } = watch();
    const supervisor = supervisorWith({ inspect });
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.report(agentId, { type: 'turn.completed' });
    supervisor.markLost(agentId);
    granted(supervisor.resume(agentId));
    supervisor.close(agentId);
    expect(births.map(({ id }) => id)).toEqual([agentId]);
    expect(seen.get(agentId)).toEqual([
      'active busy (active)',
      'active idle (active)',
      'stale idle (active)',
      'active busy (active)',
      'closed closed (done)',
    ]);
  });

  it('gets the definition of the session machine with each actor', () => {
    const { births, inspect } = watch();
    register(supervisorWith({ inspect }), 'arch-ctm');
    const [session] = births;
    const { config, definition } = (session as AnyActor).logic as SessionMachine;
    expect(config).toMatchObject({ id: 'session', type: 'parallel' });
    expect(Object.keys(definition.states)).toEqual(['status', 'thread']);
    expect(JSON.stringify(definition)).toContain('session.resume');
  });

  it('sees the sessions under the hub, and the hub under the supervisor', () => {
    const { births, inspect } = watch();
    register(supervisorWith({ inspect }), 'arch-ctm');
    const [session] = births;
    expect(session?._parent?.id).toBe('sessions');
    expect(session?._parent?._parent?.id).toBe('supervisor');
  });

  it('sees restored and inserted sessions when they wake, and reopened ones again', () => {
    const first = supervisorWith();
    register(first, 'restored');
    const { births, seen, inspect } = watch();
    const supervisor = supervisorWith({ inspect, snapshot: first.toSnapshot() });
    supervisor.insertStale(record({ agentId: 'codex:inserted' }));
    expect(births).toEqual([]);
    granted(supervisor.resume('codex:1'));
    supervisor.setTag('codex:inserted', 't');
    supervisor.close('codex:1');
    granted(supervisor.resume('codex:1', { reopen: true }));
    expect(births.map(({ id }) => id)).toEqual(['codex:1', 'codex:inserted', 'codex:1']);
    expect(seen.get('codex:inserted')?.at(0)).toBe('stale idle (active)');
    expect(seen.get('codex:1')?.filter((snapshot) => snapshot.includes('done'))).toHaveLength(1);
    expect(seen.get('codex:1')?.at(-1)).toBe('active busy (active)');
  });

  it('sees the actors end when the supervisor stops, stale and not closed', () => {
    const { seen, inspect } = watch();
    const supervisor = supervisorWith({ inspect });
    register(supervisor, 'arch-ctm');
    supervisor.stop();
    expect(seen.get('codex:1')?.slice(-2)).toEqual(['stale busy (active)', 'stale busy (stopped)']);
  });

  it('sees the actor end that an inserted record replaces', () => {
    const { seen, inspect } = watch();
    const supervisor = supervisorWith({ inspect });
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.markLost(agentId);
    supervisor.insertStale(record({ agentId }));
    expect(seen.get(agentId)?.at(-1)).toBe('stale busy (stopped)');
  });
});

describe('an inspector of an actor that fails', () => {
  it('sees the failure by the name of the session, and then the birth of a new actor', () => {
    const events: string[] = [];
    const inspect = (event: InspectionEvent) => {
      if (event.type === '@xstate.event') events.push(event.event.type);
      if (event.type === '@xstate.actor')
        events.push(`birth of ${(event.actorRef as AnyActor).id}`);
    };
    const { machine, breakAt, mend } = fragileMachine();
    const supervisor = supervisorOf(machine, { inspect });
    const { agentId } = register(supervisor, 'arch-ctm');
    events.length = 0;
    breakAt('tag.changed');
    supervisor.setTag(agentId, 't');
    mend();
    granted(supervisor.resume(agentId));
    const failure = events.indexOf(`xstate.error.actor.${agentId}`);
    expect(failure).toBeGreaterThan(-1);
    expect(events.indexOf(`birth of ${agentId}`)).toBeGreaterThan(failure);
  });
});

describe('an inspector that throws', () => {
  it.each([
    [
      'an error',
      () => {
        throw new Error('boom');
      },
    ],
    ['a promise', () => Promise.reject(new Error('boom'))],
  ])('(%s) is reported once and reaches no command', async (_, inspect) => {
    const supervisor = supervisorWith({ inspect: inspect as () => void });
    const { agentId } = register(supervisor, 'arch-ctm');
    expect(supervisor.report(agentId, { type: 'turn.completed' })).toBe(true);
    expect(supervisor.park(agentId)).toBe(true);
    expect(granted(supervisor.resume(agentId)).status).toBe('active');
    expect(supervisor.close(agentId)).toBe(true);
    supervisor.stop();
    await promisesSettled();
    expect(warnings.messages).toHaveLength(1);
    expect(warnings.messages[0]).toContain('inspector');
  });
});

const CALLS: readonly [string, (supervisor: SessionSupervisor) => unknown][] = [
  ['register', (s) => s.register(request('b'))],
  ['resume', (s) => s.resume('codex:1')],
  ['close', (s) => s.close('codex:1')],
  ['park', (s) => s.park('codex:1')],
  ['markLost', (s) => s.markLost('codex:1')],
  ['markAllStale', (s) => s.markAllStale()],
  ['report', (s) => s.report('codex:1', { type: 'turn.completed' })],
  ['insertStale', (s) => s.insertStale(record())],
  ['forget', (s) => s.forget('codex:1')],
  ['get', (s) => s.get('codex:1')],
  ['getThreadState', (s) => s.getThreadState('codex:1')],
  ['findByIdentity', (s) => s.findByIdentity('a')],
  ['findByThreadId', (s) => s.findByThreadId('thread-1')],
  ['list', (s) => s.list()],
  ['setThreadId', (s) => s.setThreadId('codex:1', 'thread-1')],
  ['setThreadState', (s) => s.setThreadState('codex:1', 'idle')],
  ['setAgentSource', (s) => s.setAgentSource('codex:1', 'a.md')],
  ['setCwd', (s) => s.setCwd('codex:1', '/')],
  ['setTag', (s) => s.setTag('codex:1', 't')],
  ['touch', (s) => s.touch('codex:1', {})],
  ['annotate', (s) => s.annotate('codex:1', { a: 1 })],
  ['session', (s) => s.session('codex:1')],
  ['subscribe', (s) => s.subscribe(() => {})],
  ['drain', (s) => s.drain()],
  ['stop', (s) => s.stop()],
  ['toSnapshot', (s) => s.toSnapshot()],
  ['activeCount', (s) => s.activeCount],
];

describe('an inspector that calls the supervisor', () => {
  it.each(CALLS)('gets a ReentrantCallError from %s, and changes nothing', (method, call) => {
    const errors: unknown[] = [];
    let calling = false;
    const inspect = () => {
      if (!calling) return;
      try {
        call(supervisor);
        errors.push('no error');
      } catch (error) {
        errors.push(error);
      }
    };
    const supervisor: SessionSupervisor = supervisorWith({ inspect });
    register(supervisor, 'a');
    calling = true;
    expect(supervisor.setTag('codex:1', 'tagged')).toBe(true);
    calling = false;
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(error).toBeInstanceOf(ReentrantCallError);
      expect(error).toMatchObject({ code: 'reentrant_call', method });
    }
    expect(supervisor.list()).toMatchObject([
      { tag: 'tagged', status: 'active', threadState: 'busy' },
    ]);
    expect(supervisor.setTag('codex:1', 'again')).toBe(true);
  });

  it('and lets the error go is reported once, and the command is done', () => {
    let supervisor: SessionSupervisor | undefined;
    const inspect = () => void supervisor?.list();
    supervisor = supervisorWith({ inspect });
    expect(register(supervisor, 'a').status).toBe('active');
    expect(supervisor.list()).toHaveLength(1);
    expect(warnings.messages).toHaveLength(1);
  });

  it('may defer the call', async () => {
    const counts: number[] = [];
    let supervisor: SessionSupervisor | undefined;
    const inspect = () => queueMicrotask(() => void counts.push(supervisor?.activeCount ?? -1));
    supervisor = supervisorWith({ inspect });
    register(supervisor, 'a');
    await promisesSettled();
    expect(counts.at(-1)).toBe(1);
    expect(warnings.messages).toEqual([]);
  });
});
