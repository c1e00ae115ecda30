import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '../../support/mcp-messages.js';
import { dumpOf, ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

describe('a workspace that is a repository', () => {
  let house: ProxyHouse;
  let client: ProxyClient;
  let configuration: string;
  let below: string;

  beforeAll(async () => {
    house = await ProxyHouse.open({ git: true });
    const { workspace, configFile } = house.world;
    configuration = readFileSync(configFile, 'utf8');
    below = join(workspace, 'below');
    mkdirSync(below);
    mkdirSync(join(workspace, '.codex'));
    writeFileSync(join(workspace, '.codex/config.toml'), 'model = "model-of-the-repository"\n');
    client = await house.serve();
  });

  afterAll(() => house.close());

  it.each<[string, (folders: { workspace: string; below: string }) => Fields]>([
    ['a sandbox that may write', () => ({ sandbox: 'workspace-write' })],
    ['its folder', ({ workspace }) => ({ cwd: workspace, sandbox: 'workspace-write' })],
    ['a folder in it', (folders) => ({ cwd: folders.below, sandbox: 'workspace-write' })],
    ['no sandbox', ({ workspace }) => ({ cwd: workspace, sandbox: 'danger-full-access' })],
    [
      'a sandbox in the configuration it brings',
      ({ workspace }) => ({ cwd: workspace, config: { sandbox_mode: 'workspace-write' } }),
    ],
  ])('is not trusted because a session has %s there (!!)', async (_what, settings) => {
    const { workspace, configFile } = house.world;
    const first = await client.codex('dump', settings({ workspace, below }));
    expect(dumpOf(first).model).toBe('mock-model');
    const written = await client.reply(first.threadId, 'exec:`touch written && echo was written`');
    expect(written.text).toContain('was written');
    const copy = await client.codex('dump', { fork: first.threadId });
    expect(dumpOf(copy).model).toBe('mock-model');
    expect(readFileSync(configFile, 'utf8')).toBe(configuration);
  });

  it("is not trusted because a session is resumed there, or may write by the user's configuration (!!)", async () => {
    const { workspace, configFile } = house.world;
    const given = { cwd: workspace, sandbox: 'workspace-write' };
    const { threadId } = await client.codex('say:`begun`', given);
    client.lines.process.end();
    await client.lines.process.exit();
    const mayWrite = ['-c', 'sandbox_mode="workspace-write"'];
    client = await house.serve({ flags: mayWrite.map((word) => `--codex-arg=${word}`) });
    expect(dumpOf(await client.reply(threadId, 'dump')).model).toBe('mock-model');
    const fresh = await client.codex('dump', { cwd: below });
    expect(dumpOf(fresh).model).toBe('mock-model');
    const written = await client.reply(fresh.threadId, 'exec:`touch it && echo was written`');
    expect(written.text).toContain('was written');
    expect(readFileSync(configFile, 'utf8')).toBe(configuration);
  });

  it('is not trusted because a permission profile is chosen, or what is there cannot be followed (!!)', async () => {
    const { workspace, configFile } = house.world;
    const profile = { cwd: workspace, config: { default_permissions: ':workspace' } };
    expect(dumpOf(await client.codex('dump', profile)).model).toBe('mock-model');
    const odd = house.world.at('odd');
    mkdirSync(join(odd, '.codex'), { recursive: true });
    writeFileSync(join(odd, '.codex/config.toml'), 'model = "model-of-the-repository"\n');
    writeFileSync(join(odd, '.git'), 'gitdir: /nowhere/at/all\n');
    const given = { cwd: odd, sandbox: 'workspace-write' };
    expect(dumpOf(await client.codex('dump', given)).model).toBe('mock-model');
    expect(readFileSync(configFile, 'utf8')).toBe(configuration);
  });
});
