import { expect, it } from 'vitest';
import { createActor, SimulatedClock } from 'xstate';
import { type TurnsEffect, type TurnsEvent, turnsMachine } from '../../machines/index.js';
import { search } from '../support/turns-search.js';
import type { TurnsStimulus } from './turns-ledger.js';
import { PATIENCE, turnsModel } from './turns-model.js';
import { wordsOf } from './turns-words.js';

const BOUNDS = { tickets: 2, turnIds: 2, approvals: 2, reasons: 2 };
const EVERY = 29;
const DELAYS: Readonly<Record<string, number>> = {
  silence: PATIENCE.silenceMs,
  error: PATIENCE.errorMs,
  interrupt: PATIENCE.interruptMs,
};

/** Plays events to a live actor; what happens between two events takes no time. */
function played(events: readonly TurnsStimulus[]) {
  const clock = new SimulatedClock();
  const actor = createActor(turnsMachine, { input: { patience: PATIENCE }, clock });
  const effects: TurnsEffect[] = [];
  actor.on('*', (effect) => effects.push(effect));
  actor.start();
  for (const event of events) {
    effects.length = 0;
    const [, delay] = /^xstate\.after\.(\w+)/.exec(event.type) ?? [];
    if (delay === undefined) actor.send(event as TurnsEvent);
    else clock.increment(DELAYS[delay] ?? Number.NaN);
  }
  return { snapshot: actor.getSnapshot(), effects };
}

it('live turns actors agree with the exploration, on a sample of its edges', () => {
  const model = turnsModel(turnsMachine, BOUNDS);
  const { states, links, wayTo } = search(model, {});
  let replayed = 0;
  for (let index = 0; index < links.length; index += EVERY) {
    const { from, by } = links[index]!;
    const way = [...wayTo(from), by];
    const { to, moments } = model.apply(states[from]!, by);
    const { snapshot, effects } = played(way);
    const story = way.map(wordsOf).join('\n');
    expect(snapshot.value, story).toEqual(to.snapshot.value);
    expect(snapshot.context, story).toEqual(to.snapshot.context);
    expect(snapshot.status, story).toBe(to.snapshot.status);
    expect(effects, story).toEqual(moments.map(({ effect }) => effect));
    replayed += 1;
  }
  console.log(`replayed ${replayed} edges on live turns actors`);
  expect(replayed).toBeGreaterThan(500);
});
