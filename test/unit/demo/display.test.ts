import { beforeEach, describe, expect, it } from 'vitest';
import { createDisplay, type Display } from '../../../src/demo/display.js';
import { closed, registered, sessionIn, turnEnded } from './changes.js';

describe('the display', () => {
  let told: string[];
  let display: Display;

  beforeEach(() => {
    told = [];
    display = createDisplay({
      show(change) {
        if (change.type === 'refused') return;
        const { identity, status, threadState } = change.record;
        told.push(`${change.type}: ${identity} ${status} ${threadState}`);
      },
      hear: ({ identity }, text, whole) => told.push(`${identity}: ${text}${whole ? '.' : ' ...'}`),
    });
  });

  it('shows what a list has and no change told, and nothing twice', () => {
    display.changed(registered('planner'));
    display.changed(registered('coder'));
    display.changed(turnEnded('planner'));
    told = [];
    const sessions = [
      sessionIn('planner', 'active', 'idle'),
      sessionIn('coder', 'stale', 'idle'),
      sessionIn('reviewer', 'active', 'busy'),
    ];
    display.listed(sessions);
    expect(told).toEqual(['changed: coder stale idle', 'inserted: reviewer active busy']);
    display.listed(sessions);
    expect(told).toHaveLength(2);
    display.changed(closed('planner'));
    expect(told.at(-1)).toBe('closed: planner closed closed');
  });

  it('shows what an agent says under its session: message by message, then each as a whole', () => {
    const record = { ...sessionIn('planner', 'active', 'busy'), threadId: 'a' };
    display.changed({ type: 'registered', record });
    told = [];
    const say = (itemId: string, text: string) =>
      display.heard({ type: 'words', threadId: 'a', itemId, text });
    say('1', 'half ');
    say('1', 'a word');
    display.heard({ type: 'message', threadId: 'a', text: 'half a word' });
    say('2', 'more');
    expect(told).toEqual([
      'planner: half  ...',
      'planner: half a word ...',
      'planner: half a word.',
      'planner: more ...',
    ]);
  });

  it('shows nothing of what is said on a thread that no session has', () => {
    display.heard({ type: 'message', threadId: 'b', text: 'hello' });
    expect(told).toEqual([]);
  });
});
