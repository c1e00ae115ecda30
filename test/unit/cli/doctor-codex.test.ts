import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { codexFinding } from '../../../src/cli/doctor/codex.js';
import { answering, fakeCodex, ownEnvironment } from './doctor-codex.js';

const SETTINGS = { codexCommand: 'codex', codexArgs: [] };
const INSTALL = 'install the Codex CLI (`npm install -g @openai/codex`)';
const UPDATE = 'update it (`npm install -g @openai/codex@latest`)';
const LOOK = 'run `codex app-server` in a terminal to see more';

const isRunning = (pid: string): boolean => existsSync(`/proc/${pid}`);

describe('the greeting of Codex by doctor', () => {
  it('tells version, path and time, of the program that PATH names first', async () => {
    const path = fakeCodex();
    const { about, sentence, isProblem } = await codexFinding(SETTINGS);
    expect({ about, isProblem }).toEqual({ about: 'codex', isProblem: false });
    expect(sentence.replace(/\d+ ms$/, 'N ms')).toBe(`0.169.0, at ${path}, answered in N ms`);
  });

  it('starts it as serve does: app-server first, then the arguments, one deeper', async () => {
    const path = fakeCodex(
      `echo "$@, $CODEX_SESSIONS_DEPTH" > "$0.started"\n${answering('0.169.0')}`,
    );
    await codexFinding({ codexCommand: path, codexArgs: ['-c', 'a=b c'] });
    expect(readFileSync(`${path}.started`, 'utf8')).toBe('app-server -c a=b c, 1\n');
  });

  it('ends it when it has answered', async () => {
    const path = fakeCodex(`echo $$ > "$0.pid"\n${answering('0.169.0')}\n: > "$0.over"`);
    await codexFinding(SETTINGS);
    expect(existsSync(`${path}.over`)).toBe(true);
    expect(isRunning(readFileSync(`${path}.pid`, 'utf8').trim())).toBe(false);
  });

  it.each([
    ['0.153.4', true],
    ['0.9.0', true],
    ['0.154.0', false],
    ['0.154.0-alpha.1', false],
    ['1.0.0', false],
  ])('takes %s if it answers, and says whether it is old: %s', async (version, isOld) => {
    fakeCodex(answering(version));
    const { sentence, isProblem } = await codexFinding(SETTINGS);
    expect(isProblem).toBe(false);
    expect(sentence.startsWith(`${version}, `)).toBe(true);
    expect(sentence.includes('which is old but has an app-server')).toBe(isOld);
  });

  it('takes one that does not tell its version', async () => {
    fakeCodex(answering('next'));
    const { sentence, isProblem } = await codexFinding(SETTINGS);
    expect(isProblem).toBe(false);
    expect(sentence).toMatch(/^of a version it does not tell, at /);
  });

  it('says how to get one when there is none in PATH', async () => {
    vi.stubEnv('PATH', ownEnvironment().bin);
    expect(await codexFinding(SETTINGS)).toEqual({
      about: 'codex',
      sentence: `there is no program codex in PATH; ${INSTALL}, or name another by codex_command`,
      isProblem: true,
    });
  });

  it('says how to get one when there is none at the path that is set', async () => {
    const codexCommand = join(ownEnvironment().home, 'none');
    const { sentence, isProblem } = await codexFinding({ codexCommand, codexArgs: [] });
    expect(isProblem).toBe(true);
    expect(sentence).toBe(
      `there is no program ${codexCommand}; ${INSTALL}, or name another by codex_command`,
    );
  });

  it('takes no file for a program that may not be run', async () => {
    const { bin } = ownEnvironment();
    vi.stubEnv('PATH', bin);
    writeFileSync(join(bin, 'codex'), '#!/bin/sh\n', { mode: 0o644 });
    expect((await codexFinding(SETTINGS)).sentence).toContain('there is no program codex in PATH');
  });

  it('says so when the program cannot be started', async () => {
    const path = fakeCodex('', '#!/nowhere/sh\n');
    vi.stubEnv('PATH', dirname(path));
    const { sentence, isProblem } = await codexFinding(SETTINGS);
    expect(isProblem).toBe(true);
    expect(sentence).toMatch(new RegExp(`^${path} cannot be started: .*ENOENT; install `));
  });

  it('says that it is too old, when it knows no app-server', async () => {
    const path = fakeCodex(`echo "error: unrecognized subcommand '$1'" >&2; exit 2`);
    expect(await codexFinding(SETTINGS)).toEqual({
      about: 'codex',
      sentence: `${path}: the codex process exited with code 2: error: unrecognized subcommand 'app-server'; this Codex CLI has no \`app-server\`: ${UPDATE}`,
      isProblem: true,
    });
  });

  it('says how it died, with its last line', async () => {
    const path = fakeCodex(`echo first >&2; echo 'the disk is on fire' >&2; exit 3`);
    expect(await codexFinding(SETTINGS)).toEqual({
      about: 'codex',
      sentence: `${path}: the codex process exited with code 3: the disk is on fire; ${LOOK}`,
      isProblem: true,
    });
  });

  it('says so when it was killed', async () => {
    fakeCodex('kill -9 $$');
    const { sentence, isProblem } = await codexFinding(SETTINGS);
    expect(isProblem).toBe(true);
    expect(sentence).toMatch(new RegExp(`was ended by SIGKILL; ${LOOK}$`));
  });

  it('says so when it does not answer in time, and ends it', async () => {
    const path = fakeCodex('echo $$ > "$0.pid"\nwhile read -r line; do :; done');
    const { sentence, isProblem } = await codexFinding(SETTINGS, 500);
    expect(isProblem).toBe(true);
    expect(sentence).toBe(`${path} did not answer within 0.5 s; ${LOOK}, or ${UPDATE}`);
    expect(isRunning(readFileSync(`${path}.pid`, 'utf8').trim())).toBe(false);
  });

  it('says so when it refuses the greeting', async () => {
    const path = fakeCodex(
      `read -r line; echo '{"id":1,"error":{"code":-32600,"message":"who are you"}}'; cat >/dev/null`,
    );
    const { sentence, isProblem } = await codexFinding(SETTINGS);
    expect(isProblem).toBe(true);
    expect(sentence).toBe(`${path}: codex refused initialize: who are you; ${UPDATE}`);
  });

  it('says what is wrong with a configuration that Codex cannot load', async () => {
    const path = fakeCodex(answering('0.169.0', 'invalid configuration: invalid type: integer'));
    const { sentence, isProblem } = await codexFinding(SETTINGS);
    expect(isProblem).toBe(true);
    expect(sentence).toBe(
      `${path} cannot load its configuration: invalid type: integer; mend its config.toml`,
    );
  });
});
