import { describe, expect, it } from 'vitest';
import { createScreen } from '../../../src/demo/choose-screen.js';
import { closed, registered, sessionIn, turnEnded, wentStale } from './changes.js';
import { Terminal } from './terminal.js';

function textOf(tell: (screen: ReturnType<typeof createScreen>) => void): string {
  const written: string[] = [];
  tell(createScreen({ write: (text) => written.push(text) }, {}));
  return written.join('');
}

describe('the screen into a pipe', () => {
  it('tells each change of a region in a line of its own', () => {
    const text = textOf((screen) => {
      for (const change of [
        registered('planner'),
        turnEnded('planner'),
        wentStale('planner', 'lost'),
        closed('planner'),
      ]) {
        screen.show(change);
      }
    });
    expect(text.split('\n')).toEqual([
      '    planner   status active            thread busy              registered',
      '    planner   status active            thread busy -> idle',
      '    planner   status active -> stale   thread busy              lost',
      '    planner   status active -> closed  thread idle -> closed    closed',
      '',
    ]);
  });

  it('tells what an agent said when it is whole', () => {
    const planner = sessionIn('planner', 'active', 'busy');
    const text = textOf((screen) => {
      screen.hear(planner, 'half', false);
      screen.hear(planner, 'half a\nsentence', true);
    });
    expect(text).toBe('    planner   says "half a sentence"\n');
  });

  it('says nothing of a change that moves no region, nor of a refusal', () => {
    const unmoved = turnEnded('planner');
    const text = textOf((screen) => {
      if (unmoved.type !== 'refused') screen.show({ ...unmoved, previous: unmoved.record });
      screen.show({
        type: 'refused',
        command: 'register',
        refusal: { code: 'shutting_down', message: 'no' },
      });
    });
    expect(text).toBe('');
  });

  it('tells the story without any control code', () => {
    const text = textOf((screen) => {
      screen.tell('title', 'the title');
      screen.tell('step', '1. a step');
      screen.tell('note', 'a note\x1b[31m in red');
      screen.tell('success', 'the end');
    });
    expect(text).toBe('the title\n\n1. a step\n    a note [31m in red\n\nthe end\n');
  });

  it('is also chosen for a dumb or a very low terminal', () => {
    for (const [terminal, env] of [
      [new Terminal(80), { TERM: 'dumb' }],
      [Object.assign(new Terminal(80), { rows: 5 }), {}],
    ] as const) {
      createScreen(terminal, env).show(registered('planner'));
      expect(terminal.writes.join('')).not.toContain('\x1b');
    }
  });
});
