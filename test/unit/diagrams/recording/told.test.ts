import { describe, expect, it } from 'vitest';
import { toldLines } from '../../../../diagrams/recording/told.js';

/** The lines after the command and the blank under it. */
const told = (...lines: string[]) => toldLines(`${lines.join('\n')}\n`).slice(2);

describe('what is recorded of a run', () => {
  it('begins with the command a person types', () => {
    expect(toldLines('hello\n')).toEqual(['$ npm start', '', 'hello']);
  });

  it('has no folder of this machine, wherever it stands', () => {
    const lines = [
      '    the registry is in /var/folders/x_1/T/codex-sessions-demo-hAFbI3/atm-home/registry.json',
      "    > '/tmp/codex-sessions-demo-aB_c9x/workspace/notes.txt'",
      '    in `/tmp/a/codex-sessions-demo-000000/workspace`?',
    ];
    expect(told(...lines)).toEqual([
      '    the registry is in /tmp/demo/atm-home/registry.json',
      "    > '/tmp/demo/workspace/notes.txt'",
      '    in `/tmp/demo/workspace`?',
    ]);
  });

  it('has no process id, but says which processes are the same', () => {
    const lines = ['    up: process 31999', '    process 7', '    process 31999 was ended'];
    const expected = ['    up: process 4101', '    process 4102', '    process 4101 was ended'];
    expect(told(...lines)).toEqual(expected);
    expect(told('    5 processes were started')).toEqual(['    5 processes were started']);
  });

  it('has no agent id, but says which agents are the same', () => {
    const [one, other] = [`codex:${crypto.randomUUID()}`, `codex:${crypto.randomUUID()}`];
    const [line = ''] = told(`    ${one} ${other} ${one}`);
    const [first, second, third] = line.trim().split(' ');
    expect([first, second]).toEqual([
      'codex:4cef7937-99f6-4c0c-9555-8e5fe769e461',
      'codex:4cef7937-99f6-4c0c-9555-8e5fe769e462',
    ]);
    expect(third).toBe(first);
  });

  it('has no measured time, and one shell', () => {
    expect(
      told(
        '    progress of the coder: working · 7 s',
        '    all three turns ran at once for 1234 ms, and each gave its own answer',
        '    the client is asked: Allow Codex to run `/usr/bin/zsh -lc "true"`',
      ),
    ).toEqual([
      '    progress of the coder: writing the answer · 1 s',
      '    all three turns ran at once for 600 ms, and each gave its own answer',
      '    the client is asked: Allow Codex to run `/bin/bash -lc "true"`',
    ]);
  });
});

describe('the order of what is recorded', () => {
  const busy = (name: string) => `    ${name} status active            thread idle -> busy`;
  const idle = (name: string) => `    ${name} status active            thread busy -> idle`;
  const says = (name: string) => `    ${name} says "done"`;
  const lost = (name: string) => `    ${name} status active -> stale   thread idle         lost`;

  it('is the same whichever of several turns came first', () => {
    const lines = ['a', 'b', 'c'].flatMap((name) => [busy(name), says(name), idle(name)]);
    const end = '    all turns ran';
    const expected = [busy, says, idle].flatMap((of) => ['a', 'b', 'c'].map(of));
    expect(told(...lines, end)).toEqual([...expected, end]);
    expect(told(...lines.toReversed(), end)).toEqual([...expected, end]);
  });

  it('is the same when a question or its answer overtakes a change', () => {
    const asked = '    the client is asked: may I?';
    const answered = '    agent_approve: approval-1 was answered: decline.';
    const expected = [busy('a'), asked, answered, says('a'), idle('a')];
    expect(told(asked, busy('a'), says('a'), answered, idle('a'))).toEqual(expected);
    expect(told(idle('a'), says('a'), answered, asked, busy('a'))).toEqual(expected);
  });

  it('never moves a line over one that waited for it', () => {
    const lines = [
      '1. One',
      busy('b'),
      idle('b'),
      '    a note',
      busy('a'),
      idle('a'),
      '',
      '2. Two',
    ];
    expect(told(...lines)).toEqual(lines);
  });

  it('keeps the order of what one process tells one after another', () => {
    const lines = [busy('b'), lost('b'), lost('c'), lost('a'), '    all are stale'];
    expect(told(...lines)).toEqual(lines);
  });
});
