import { describe, expect, it } from 'vitest';
import { createScreen } from '../../../src/demo/choose-screen.js';
import { closed, registered, sessionIn, turnEnded, wentStale } from './changes.js';
import { Terminal } from './terminal.js';

const planner = sessionIn('planner', 'active', 'busy');

function openScreen(columns = 80, env: Record<string, string> = {}) {
  const terminal = new Terminal(columns);
  return { terminal, screen: createScreen(terminal, env) };
}

describe('the screen on a terminal', () => {
  it('shows both regions of each session on a board under the log', () => {
    const { terminal, screen } = openScreen();
    screen.tell('step', '1. Register');
    screen.show(registered('planner'));
    screen.show(registered('coder'));
    screen.show(turnEnded('coder'));
    expect(terminal.lines).toEqual([
      '● 1. Register',
      '',
      '  session     status      thread      agent says',
      '  planner     ● active    ▶ busy',
      '  coder       ● active    ■ idle',
      '',
    ]);
  });

  it('lets the log grow above the board, and leaves no old board behind', () => {
    const { terminal, screen } = openScreen();
    screen.show(registered('planner'));
    for (const step of ['one', 'two', 'three']) {
      screen.tell('note', step);
      screen.hear(planner, `working on ${step}`, false);
    }
    screen.show(wentStale('planner', 'lost'));
    screen.show(closed('planner'));
    expect(terminal.lines).toEqual([
      '  one',
      '  two',
      '  three',
      '',
      '  session     status      thread      agent says',
      '  planner     ● closed    ■ closed    working on three',
      '',
    ]);
  });

  it('never clears what it has not drawn anew: one write for an update, cleared at line ends', () => {
    const { terminal, screen } = openScreen();
    screen.show(registered('planner'));
    screen.tell('step', 'one');
    screen.hear(planner, 'hello', false);
    expect(terminal.writes).toHaveLength(3);
    for (const write of terminal.writes) {
      expect(write).not.toMatch(/\[[0-3]?J.*\n/);
      expect(write).not.toContain('[2K');
    }
  });

  it('writes nothing when nothing to be seen has changed', () => {
    const { terminal, screen } = openScreen();
    screen.show(registered('planner'));
    screen.show(registered('planner'));
    screen.hear(sessionIn('coder', 'active', 'busy'), 'hello', false);
    expect(terminal.writes).toHaveLength(1);
  });

  it('cuts board lines to the width, follows when it changes, and never cuts the log', () => {
    const { terminal, screen } = openScreen(50);
    const path = `/tmp/${'deep/'.repeat(30)}registry.json`;
    screen.show(registered('planner'));
    screen.hear(planner, 'a sentence that is far too long for this terminal', false);
    screen.tell('note', path);
    expect(terminal.lines[3]).toBe('  planner     ● active    ▶ busy      a sentence…');
    terminal.columns = 20;
    screen.hear(planner, 'short', false);
    expect(terminal.lines[3]).toBe('  planner     ● ac…');
    expect(terminal.lines[0]).toBe(`  ${path}`);
  });

  it('uses colours, and none with NO_COLOR', () => {
    const colours = /\[[1-9]\d*m/;
    const [colourful, plain] = [openScreen(), openScreen(80, { NO_COLOR: '1' })];
    for (const { screen } of [colourful, plain]) screen.show(registered('planner'));
    expect(colourful.terminal.writes.join('')).toMatch(colours);
    expect(plain.terminal.writes.join('')).not.toMatch(colours);
    expect(plain.terminal.lines).toEqual(colourful.terminal.lines);
  });

  it('lets no text of an agent move the cursor', () => {
    const { terminal, screen } = openScreen();
    screen.show(registered('planner'));
    screen.hear(planner, 'one\ntwo\r\x1b[2Jthree', false);
    expect(terminal.lines[2]).toBe('  planner     ● active    ▶ busy      one two [2Jthree');
  });
});
