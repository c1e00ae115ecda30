import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReplayOptions, replayCommand } from '../../../../src/cli/replay.js';
import type { Tty } from '../../../../src/cli/screen/tty.js';
import type { Surroundings } from '../../../../src/cli/terminal.js';
import { register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, recording } from '../../../support/traces.js';
import { FakeTty } from '../screen/fake-tty.js';

let folder: string;
let file: string;
let lines: Line[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-'));
  file = join(folder, 'run.jsonl');
  const { inspector, closed } = recording();
  const supervisor = supervisorWith({ inspect: inspector });
  const { agentId } = register(supervisor, 'planner');
  supervisor.register({ identity: 'planner', team: 't', cwd: '/' });
  supervisor.report(agentId, { type: 'turn.completed' });
  supervisor.close(agentId);
  lines = closed();
  write(lines);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(all: readonly Line[]): void {
  writeFileSync(file, all.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Makes the session stay busy where its turn ended. */
function falsify(): number {
  const index = lines.findIndex(
    (line) => line.kind === 'snapshot' && line.event === 'turn.completed',
  );
  const { snapshot } = lines[index] as { snapshot?: { value: { thread: string } } };
  if (snapshot) snapshot.value.thread = 'busy';
  write(lines);
  return index + 1;
}

async function run(options: ReplayOptions = {}, tty: Tty = terminal(false).tty) {
  const written = { out: '', error: '' };
  const world = {
    out: (text: string) => {
      written.out += text;
    },
    error: (text: string) => {
      written.error += text;
    },
    ...{ columns: null, colours: false, home: folder, clock: () => new Date() },
  } as unknown as Surroundings;
  const exitCode = await replayCommand(file, options, world, tty);
  return { exitCode, ...written };
}

/** A terminal that remembers what is drawn, and keys to press. */
function terminal(canDraw: boolean) {
  const drawn: string[] = [];
  const input = Object.assign(new EventEmitter(), {
    ...{ isTTY: canDraw, raw: false, setEncoding() {}, resume() {}, pause() {} },
    setRawMode(isRaw: boolean) {
      input.raw = isRaw;
    },
  });
  const output = Object.assign(new EventEmitter(), {
    ...{ isTTY: canDraw, columns: 80, rows: 24 },
    write: (text: string) => drawn.push(text) > 0,
  });
  const tty: Tty = {
    ...{ input, output, canDraw, process: new EventEmitter() },
    ...{ later: () => () => {}, finish() {}, hangUp() {} },
  };
  return { tty, input, drawn };
}

describe('replay', () => {
  it('says that every step is allowed, in numbers', async () => {
    const { exitCode, out } = await run();
    expect(exitCode).toBe(0);
    expect(out).toContain('every step is allowed');
    expect(out).toContain(`${lines.length} lines, 3 actors, 9 steps; recorded by version test`);
  });

  it('tells the first wrong step, and its exit code is 1', async () => {
    const line = falsify();
    const { exitCode, out } = await run();
    expect(exitCode).toBe(1);
    expect(out).toContain(`the first wrong step is in line ${line}`);
    expect(out).toContain("expected  session codex:1: after 'turn.completed' it is: active idle");
    expect(out).toContain('snapshot.value.thread: expected "idle", recorded "busy"');
    expect(out).toContain('command.settled refused identity_conflict');
  });

  it('says so where the last line is not whole', async () => {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, -20));
    const { exitCode, out } = await run();
    expect(exitCode).toBe(0);
    expect(out).toContain(`ends in the middle of line ${lines.length}`);
  });

  it('does not say how a trace ends that it stopped reading', async () => {
    falsify();
    expect((await run()).out).not.toContain('it just stops');
    const wrong = JSON.parse((await run({ json: true })).out) as object;
    expect(wrong).not.toHaveProperty('ended');
    expect(wrong).not.toHaveProperty('cut');
    write(lines.slice(0, 9));
    expect((await run()).out).toContain('it just stops');
    expect(JSON.parse((await run({ json: true })).out)).toMatchObject({ ended: null, cut: null });
  });

  it('says so where there are no steps', async () => {
    write(lines.slice(0, 1));
    const { exitCode, out } = await run();
    expect(exitCode).toBe(0);
    expect(out).toContain('there are no steps in it');
    expect(out).not.toContain('is allowed');
  });

  it('leaves out who and when of a line that cannot be read', async () => {
    writeFileSync(file, `${readFileSync(file, 'utf8')}{oops\n`);
    const [headline, next] = (await run()).out.split('\n');
    expect(headline).toContain(`in line ${lines.length + 1}`);
    expect(next).toBe('  wrong     this is no line of a trace');
  });

  it('tells the same as JSON', async () => {
    expect(JSON.parse((await run({ json: true })).out)).toMatchObject({
      allowed: true,
      wrong: null,
    });
    const line = falsify();
    const { out } = await run({ json: true });
    expect(JSON.parse(out)).toMatchObject({ file, allowed: false, wrong: { line } });
  });

  it('prints the steps one a line where there is no terminal, from a number on', async () => {
    const steps = (text: string) => text.split('\n').filter((line) => /^\d+ 2026/.test(line));
    const all = steps((await run({ step: true })).out);
    expect(all).toHaveLength(9);
    expect(all.find((line) => line.includes('turn.completed'))).toMatch(
      /^\d+ \S+ session codex:1: turn.completed: active busy → active idle$/,
    );
    const some = steps((await run({ step: true, from: 20 })).out);
    expect(some).toEqual(all.filter((line) => Number.parseInt(line, 10) >= 20));
    expect(some.length).toBeLessThan(all.length);
  });

  it.each([
    ['no trace', '{"version":1,"sessions":[]}', 'this is no trace of codex-sessions'],
    ['an empty file', '', 'it is empty'],
    ['a trace of a newer program', '{"trace":"codex-sessions","version":7}', 'has version 7'],
  ])('refuses %s', async (_, text, message) => {
    writeFileSync(file, text);
    await expect(run()).rejects.toThrow(message);
  });

  it('refuses a file that is not there, by its name', async () => {
    rmSync(file);
    await expect(run()).rejects.toThrow(`${file} could not be replayed`);
  });
});

describe('replay --keep', () => {
  it('copies a trace once, under a name of its date and contents, also one that is wrong', async () => {
    const keep = join(folder, 'kept');
    await run({ keep });
    const { out } = await run({ keep });
    const [name = ''] = readdirSync(keep);
    expect(name).toMatch(/^20260101T000000000Z-[0-9a-f]{12}\.jsonl$/);
    expect(out).toContain(name);
    expect(readFileSync(join(keep, name))).toEqual(readFileSync(file));
    falsify();
    expect((await run({ keep })).exitCode).toBe(1);
    expect(readdirSync(keep)).toHaveLength(2);
    expect(existsSync(file)).toBe(true);
  });
});

describe('replay --keep refuses', () => {
  it('a folder in one that is not there, by its name', async () => {
    const keep = join(folder, 'not', 'there');
    await expect(run({ keep })).rejects.toThrow(
      `--keep ${keep}: ${file} could not be kept: it cannot be made in ${join(folder, 'not')}`,
    );
  });

  it('a file as the folder', async () => {
    await expect(run({ keep: file })).rejects.toThrow(`--keep ${file}: `);
  });

  it('what is no regular file: it is read twice', async () => {
    await expect(replayCommand(folder, { keep: folder }, {} as Surroundings)).rejects.toThrow(
      `${folder} could not be kept: it is no regular file`,
    );
  });
});

describe('replay --step on a terminal', () => {
  /** Presses keys, and gives what stands on the screen after each. */
  async function stepped(...keys: readonly string[]) {
    const { tty, input, drawn } = terminal(true);
    const done = run({ step: true }, tty);
    const screens: string[] = [];
    while (input.listenerCount('data') === 0) await new Promise(setImmediate);
    await new Promise(setImmediate);
    for (const key of keys) {
      drawn.length = 0;
      input.emit('data', key);
      screens.push(drawn.join(''));
    }
    input.emit('data', 'q');
    return { ...(await done), screens, input };
  }

  it('goes from step to step and back, to the last and to the first', async () => {
    const { screens, exitCode, input } = await stepped('j', '\x1b[C', ' ', 'k', '\x1b[D', 'G', 'g');
    const places = screens.map((screen) => /step (\d+) of 9/.exec(screen)?.[1]);
    expect(places).toEqual(['2', '3', '4', '3', '2', '9', '1']);
    expect(screens[5]).toContain('session.ended');
    expect(exitCode).toBe(0);
    expect(input.raw).toBe(false);
    expect(input.listenerCount('data')).toBe(0);
  });

  it('stays at the first and at the last', async () => {
    const { screens } = await stepped('k', 'G', 'j', 'g', 'b');
    expect(screens.map((screen) => /step (\d+) of/.exec(screen)?.[1] ?? 'the same')).toEqual([
      ...['the same', '9', 'the same', '1', 'the same'],
    ]);
  });

  it('shows who was told what, from where to where, and what changed', async () => {
    const { tty, input, drawn } = terminal(true);
    const done = run({ step: true, from: 12 }, tty);
    while (input.listenerCount('data') === 0) await new Promise(setImmediate);
    await new Promise(setImmediate);
    input.emit('data', 'q');
    await done;
    const screen = drawn.join('\n');
    for (const part of ['session codex:1', 'begins in active busy', 'all allowed', 'q quit']) {
      expect(screen).toContain(part);
    }
  });

  it('gives the terminal back when Ctrl-Z stops it, and shows the same step when it goes on', async () => {
    const tty = new FakeTty();
    const done = run({ step: true }, tty);
    while (tty.input.listenerCount('data') === 0) await new Promise(setImmediate);
    await new Promise(setImmediate);
    tty.input.emit('data', 'j');
    tty.taken();
    tty.input.emit('data', '\x1a');
    expect(tty.stops).toEqual([{ written: [expect.stringContaining('?1049l')], isRaw: false }]);
    tty.process.emit('SIGCONT');
    expect(tty.input.isRaw).toBe(true);
    expect(tty.taken().join('')).toMatch(/\?1049h.*step 2 of 9/s);
    tty.input.emit('data', 'q');
    expect((await done).exitCode).toBe(0);
    expect(tty.loose).toBe(0);
  });
});
