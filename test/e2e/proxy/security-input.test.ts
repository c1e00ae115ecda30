import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpOf, ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

describe('what comes from a repository or a caller', () => {
  let house: ProxyHouse;
  let client: ProxyClient;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = await house.serve();
  });

  afterAll(() => house.close());

  it('gives an agent the text of a file, before the instructions of its caller', async () => {
    const file = house.world.at('role.md');
    writeFileSync(file, 'You are the reviewer.');
    const given = { agent_file: file, 'developer-instructions': 'Be brief.' };
    const { developer } = dumpOf(await client.codex('dump', given));
    const [role, brief] = ['You are the reviewer.', 'Be brief.'].map((text) =>
      developer.join('\n').indexOf(text),
    );
    expect(role).toBeGreaterThanOrEqual(0);
    expect(brief).toBeGreaterThan(role ?? 0);
  });

  it.each<[string, string, (path: string) => void]>([
    ['is not there', 'AGENT_FILE_NOT_FOUND', () => {}],
    ['is a folder', 'INVALID_SESSION_PARAMS', (path) => mkdirSync(path)],
    ['is a pipe nobody writes', 'INVALID_SESSION_PARAMS', (path) => execFileSync('mkfifo', [path])],
    ['is too large', 'INVALID_SESSION_PARAMS', (path) => writeFileSync(path, 'x'.repeat(300_000))],
    ['is no text', 'INVALID_SESSION_PARAMS', (path) => writeFileSync(path, Buffer.from([0xc3]))],
  ])('refuses an agent file that %s, and starts nothing', async (what, code, make) => {
    const path = house.world.at(what.replaceAll(' ', '-'));
    make(path);
    const before = await client.sessions();
    const refused = await client.codex('say:`no`', { agent_file: path });
    expect(refused).toMatchObject({ isError: true, code });
    expect(refused.text).toContain(path);
    expect(await client.sessions()).toEqual(before);
  });

  it('lets no file of a project choose what is executed: the server does not start', async () => {
    const project = house.world.at('project');
    mkdirSync(project);
    const [program, mark] = [join(project, 'evil'), join(project, 'executed')];
    writeFileSync(program, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    const file = join(realpathSync(project), '.codex-sessions.toml');
    writeFileSync(file, `model = "mock-model"\ncodex_command = ${JSON.stringify(program)}\n`);
    const refused = house.start({ cwd: project });
    expect(await refused.lines.process.exit()).toEqual({ code: 1, signal: null });
    expect(refused.lines.stderr.join('\n')).toContain(`${file}:2: `);
    expect(refused.lines.stderr.join('\n')).toContain('codex_command');
    expect(existsSync(mark)).toBe(false);
  });

  it('lets a file of a project bound the rights of sessions, whatever they ask for', async () => {
    const project = house.world.at('bounded');
    mkdirSync(project);
    writeFileSync(join(project, '.codex-sessions.toml'), 'sandbox = "read-only"\n');
    const bounded = await house.serve({ cwd: project, flags: ['--team', 'bounded'] });
    const prompt = 'exec:`touch written || echo not written`';
    const answer = await bounded.codex(prompt, { sandbox: 'danger-full-access' });
    expect(answer.text).toContain('not written');
    expect(existsSync(join(project, 'written'))).toBe(false);
  });

  it('passes no argument through a shell', async () => {
    const mark = house.world.at('shelled');
    const hostile = `$(touch ${mark}); touch ${mark} \`touch ${mark}\``;
    const settings = { identity: hostile, tag: hostile, cwd: hostile, model: hostile };
    await client.codex('say:`hello`', settings);
    expect(existsSync(mark)).toBe(false);
  });
});
