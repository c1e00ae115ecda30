import { describe, expect, it } from 'vitest';
import { Recorder } from '../../../../src/inspect/trace/recorder.js';
import { register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, recording } from '../../../support/traces.js';

const inShort = ({ kind, actor, from, event, action }: Line) => {
  const type = typeof event === 'object' ? (event as { type?: string } | null)?.type : event;
  return [kind, actor, from && `from ${from}`, action, type].filter(Boolean).join(' ');
};

describe('a recorder', () => {
  it('tells of the supervisor and its hub at once, and all that they began with', () => {
    const { inspector, lines } = recording();
    supervisorWith({ inspect: inspector });
    expect(lines().slice(1).map(inShort)).toEqual([
      'actor 1',
      'actor 2',
      'event 1 xstate.init',
      'event 2 from 1 xstate.init',
      'snapshot 2 xstate.init',
      'action 1 xstate.spawnChild',
      'snapshot 1 xstate.init',
    ]);
    const who = { kind: 'actor', agentId: null };
    expect(lines()[1]).toMatchObject({ ...who, chart: 'supervisor', parent: null });
    expect(lines()[2]).toMatchObject({ ...who, chart: 'sessions', name: 'sessions', parent: '1' });
  });

  it('tells of a session from its birth on, in the order of what happened', () => {
    const { inspector, lines } = recording();
    const supervisor = supervisorWith({ inspect: inspector });
    const before = lines().length;
    register(supervisor, 'arch-ctm');
    expect(lines().slice(before).map(inShort)).toEqual([
      'event 1 session.register',
      'action 1 xstate.sendTo',
      'microstep 1 session.register',
      'event 2 from 1 session.open',
      'actor 3',
      'event 3 from 2 xstate.init',
      'snapshot 3 xstate.init',
      'event 1 session.moved',
      'snapshot 2 session.open',
      'snapshot 1 session.register',
      'action 1 xstate.emit command.settled',
      'microstep 1 session.moved',
      'snapshot 1 session.moved',
    ]);
  });

  it('tells all sessions a supervisor starts with, in the event that starts it', () => {
    const first = supervisorWith();
    for (const identity of ['a', 'b', 'c']) register(first, identity);
    const { inspector, lines } = recording();
    supervisorWith({ inspect: inspector, snapshot: first.toSnapshot() });
    const init = lines().find(({ kind }) => kind === 'event');
    expect(init).toMatchObject({
      event: { input: { sessions: [{ identity: 'a' }, { identity: 'b' }, { identity: 'c' }] } },
    });
  });

  it('observes nothing any more once it is stopped, not even what comes later', () => {
    const written: string[] = [];
    const recorder = new Recorder({ write: ({ kind }) => written.push(kind) });
    const supervisor = supervisorWith({ inspect: recorder });
    recorder.stop();
    recorder.stop();
    const before = written.length;
    register(supervisor, 'arch-ctm');
    supervisorWith({ inspect: recorder });
    expect(written).toHaveLength(before);
  });
});
