import { describe, expect, it } from 'vitest';
import { createActor, SimulatedClock } from 'xstate';
import { type TurnsEvent, turnsMachine } from '../../../machines/index.js';

const PATIENCE = { silenceMs: 300_000, errorMs: 3_000, interruptMs: 10_000 };

/** Live turns that have got some events; what they want done is listed by its type. */
function turnsAfter(...events: readonly TurnsEvent[]) {
  const clock = new SimulatedClock();
  const actor = createActor(turnsMachine, { input: { patience: PATIENCE }, clock });
  const wanted: string[] = [];
  actor.on('*', ({ type }) => wanted.push(type));
  actor.start();
  for (const event of events) actor.send(event);
  wanted.length = 0;
  return { actor, clock, wanted };
}

const submit = (ticket: string): TurnsEvent => ({ type: 'turn.submit', ticket });
const cancel: TurnsEvent = { type: 'turn.cancel', ticket: 't1', reason: 'cancelled' };
const started: TurnsEvent = { type: 'turn.started', turnId: 'turn-1' };
const completed: TurnsEvent = { type: 'turn.completed', turnId: 'turn-1', text: 'done' };
const STARTING = [
  submit('t1'),
  { type: 'slot.granted' },
  { type: 'thread.opened' },
] as const satisfies readonly TurnsEvent[];

describe('the turns of a session', () => {
  it('gives the place of a turn back before it asks for that of the next', () => {
    const { actor, wanted } = turnsAfter(...STARTING, started, submit('t2'));
    actor.send(completed);
    expect(wanted).toEqual(['turn.settle', 'slot.release', 'slot.request']);
  });

  it('asks how a silent turn stands, and asks sooner after an error', () => {
    const silent = turnsAfter(...STARTING, started);
    silent.clock.increment(PATIENCE.silenceMs - 1);
    expect(silent.wanted).toEqual([]);
    silent.clock.increment(1);
    expect(silent.wanted).toEqual(['turn.check']);

    const failing = turnsAfter(...STARTING, started, { type: 'turn.erred', turnId: 'turn-1' });
    failing.clock.increment(PATIENCE.errorMs);
    expect(failing.wanted).toEqual(['turn.check']);
  });

  it('waits for an approval however long it takes', () => {
    const asked = { type: 'approval.requested', approvalId: 'a1' } as const;
    const { clock, wanted } = turnsAfter(...STARTING, started, asked);
    clock.increment(PATIENCE.silenceMs * 100);
    expect(wanted).toEqual([]);
  });

  it('waits anew for the end of an interrupted turn that gets its name late', () => {
    const { actor, clock, wanted } = turnsAfter(...STARTING, cancel);
    clock.increment(PATIENCE.interruptMs - 1);
    actor.send(started);
    expect(wanted).toEqual(['turn.interrupt']);
    clock.increment(PATIENCE.interruptMs - 1);
    expect(wanted).toEqual(['turn.interrupt']);
    clock.increment(1);
    expect(wanted).toEqual(['turn.interrupt', 'turn.check']);
  });

  it('interrupts a turn that gets its name while it is asked how the turn stands', () => {
    const { actor, clock, wanted } = turnsAfter(...STARTING, cancel);
    clock.increment(PATIENCE.interruptMs);
    actor.send(started);
    expect(wanted).toEqual(['turn.check', 'turn.interrupt']);
  });

  it('does not wait longer for the end when it is told twice to close', () => {
    const close = { type: 'session.close' } as const;
    const { actor, clock, wanted } = turnsAfter(...STARTING, started, close);
    clock.increment(PATIENCE.interruptMs - 1);
    actor.send(close);
    clock.increment(1);
    expect(wanted).toEqual(['turn.settle', 'slot.release', 'session.free']);
  });

  it('interrupts nothing when it is closed while its thread is opened', () => {
    const { actor, wanted } = turnsAfter(submit('t1'), { type: 'slot.granted' });
    actor.send({ type: 'session.close' });
    expect(wanted).toEqual([]);
    actor.send({ type: 'thread.opened' });
    expect(wanted).toEqual(['turn.settle', 'slot.release', 'session.free']);
  });
});
