import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { readMachine } from '../../../diagrams/model.js';

const lamp = createMachine({
  id: 'lamp',
  description: 'LampState: whether it is lit.',
  initial: 'off',
  invoke: { src: 'socket' },
  on: { blink: { actions: { type: 'flash', params: { times: 2 } } }, cut: { target: '.broken' } },
  states: {
    off: {
      on: {
        press: [{ guard: 'hasPower', target: 'on', actions: ['heat', 'glow'] }, {}],
        clap: [{ guard: 'hasPower', target: 'on', actions: ['heat', 'glow'] }, {}],
      },
    },
    on: { description: 'Burns: bright.', entry: 'count', on: { press: 'off' } },
    broken: { type: 'final' },
  },
});

describe('reading a machine for its picture', () => {
  const [every, off, on, broken] = readMachine(lamp).children;

  it('merges events that do the same under the same guard', () => {
    expect(off!.arrows).toEqual([
      {
        events: ['press', 'clap'],
        guard: 'hasPower',
        actions: ['heat', 'glow'],
        targets: ['lamp.on'],
        description: undefined,
      },
    ]);
  });

  it('names what the guards leave over "else", and lists it after them', () => {
    expect(off!.internal).toMatchObject([{ events: ['press', 'clap'], guard: 'else' }]);
  });

  it('gives transitions of a composite state to a box for every state of it', () => {
    expect(every).toMatchObject({ kind: 'every', title: 'in every state' });
    expect(every!.internal).toMatchObject([{ events: ['blink'], actions: ['flash(times: 2)'] }]);
    expect(every!.arrows).toMatchObject([{ events: ['cut'], targets: ['lamp.broken'] }]);
  });

  it('takes the type in front of a description into the title, for composite states only', () => {
    expect(readMachine(lamp)).toMatchObject({
      title: 'lamp: LampState',
      text: 'whether it is lit.',
    });
    expect(on).toMatchObject({ title: 'on', text: 'Burns: bright.' });
  });

  it('keeps final states, entry actions and invoked actors', () => {
    expect(broken!.kind).toBe('final');
    expect(on!.activities).toEqual(['entry / count']);
    expect(readMachine(lamp).activities).toEqual(['invokes socket']);
  });

  it('says delays, ends of actors and of inner states in words, and leaves timers out', () => {
    const kettle = createMachine({
      initial: 'cold',
      states: {
        cold: {
          after: { patience: 'hot', 500: { actions: 'hum' } },
          invoke: { src: 'heater', onDone: 'hot', onError: 'broken' },
        },
        hot: { always: { guard: 'isEmpty', target: 'cold' } },
        broken: { initial: 'smoke', onDone: 'cold', states: { smoke: { type: 'final' } } },
      },
    });
    const [cold, hot, broken] = readMachine(kettle).children;
    const events = (state: typeof cold) =>
      [...state!.arrows, ...state!.internal].flatMap((transition) => transition.events);

    expect(events(cold).sort()).toEqual([
      'after 500 ms',
      'after patience',
      'heater done',
      'heater failed',
    ]);
    expect(cold!.activities).toEqual(['invokes heater']);
    expect(events(hot)).toEqual(['always']);
    expect(events(broken!.children[0])).toEqual(['done']);
  });

  it('refuses what has no name to draw', () => {
    const inline = createMachine({ on: { press: { guard: () => true } } });
    const history = createMachine({ initial: 'a', states: { a: {}, b: { type: 'history' } } });

    expect(() => readMachine(inline)).toThrow('by name');
    expect(() => readMachine(history)).toThrow('history');
  });
});
