import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ThreadSettings } from '../../../src/domain/ports/codex.js';
import type { SessionSettings } from '../../../src/proxy/api.js';
import {
  answered,
  type House,
  openHouse,
  refusalOf,
  running,
  start,
  timeStandsStill,
} from '../../support/proxy-unit.js';
import { folder, linkedWorkingTree, repository } from '../../support/proxy-unit-git.js';

timeStandsStill();

const UNTRUSTED = { trust_level: 'untrusted' };

/** What thread/start was given. */
function startedWith({ codex }: House): ThreadSettings {
  return codex.asked('startThread').at(-1)?.[0] as ThreadSettings;
}

async function started(settings: SessionSettings, configuration = {}) {
  const house = await openHouse();
  house.codex.configuration = { ...house.codex.configuration, ...configuration };
  await running(house, { settings });
  return startedWith(house);
}

describe('starting a session in a git repository with a sandbox that may write', () => {
  it.each([
    ['workspace-write', (cwd: string) => ({ cwd, sandbox: 'workspace-write' }) as const],
    ['danger-full-access', (cwd: string) => ({ cwd, sandbox: 'danger-full-access' }) as const],
    ['in its config', (cwd: string) => ({ cwd, config: { sandbox_mode: 'workspace-write' } })],
  ])('never trusts the repository behind the user (!! trust): %s', async (_, settingsIn) => {
    const root = repository();
    const settings = await started(settingsIn(join(root, 'src', 'deep')));
    expect(settings.config?.projects).toEqual({ [root]: UNTRUSTED });
    expect(settings).toMatchObject({ ...settingsIn(join(root, 'src', 'deep')) });
  });

  it('asks as it would have: an untrusted repository would be asked for everything', async () => {
    const cwd = repository();
    const sandbox = 'workspace-write';
    expect(await started({ cwd, sandbox })).toMatchObject({ approvalPolicy: 'on-request' });
    const never = { approvalPolicy: 'never' } as const;
    expect(await started({ cwd, sandbox, ...never })).toMatchObject(never);
    expect(await started({ cwd, sandbox }, never)).toMatchObject(never);
    const config = { approval_policy: 'never' };
    expect(await started({ cwd, sandbox, config })).toMatchObject(never);
  });

  it('is prevented also where only the configuration of Codex says so', async () => {
    const cwd = repository();
    const settings = await started({ cwd }, { sandbox: 'workspace-write' });
    expect(settings.config?.projects).toEqual({ [cwd]: UNTRUSTED });
  });

  it('is prevented also where a permission profile may be anything (!! trust)', async () => {
    const cwd = repository();
    const configured = await started({ cwd }, { hasPermissionProfile: true });
    expect(configured.config?.projects).toEqual({ [cwd]: UNTRUSTED });
    const asked = await started({ cwd, config: { default_permissions: ':workspace' } });
    expect(asked.config?.projects).toEqual({ [cwd]: UNTRUSTED });
  });

  it('is prevented also where what looks like a repository cannot be followed', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, '.git'), 'gitdir: /nowhere/at/all');
    const settings = await started({ cwd, sandbox: 'workspace-write' });
    expect(settings.config?.projects).toEqual({ [cwd]: UNTRUSTED });
  });

  it('leaves the word to the user where he has one, whatever it says', async () => {
    const cwd = repository();
    const given = { cwd, sandbox: 'workspace-write' } as const;
    expect(await started(given, { projects: [cwd] })).toEqual(given);
  });

  it('names both roots of a linked working tree', async () => {
    const { main, linked } = linkedWorkingTree();
    const settings = await started({ cwd: linked, sandbox: 'workspace-write' });
    expect(settings.config?.projects).toEqual({ [linked]: UNTRUSTED, [main]: UNTRUSTED });
  });

  it('names a repository that is reached by a link by both its names', async () => {
    const root = repository();
    const link = join(folder(), 'link');
    symlinkSync(root, link);
    const settings = await started({ cwd: link, sandbox: 'workspace-write' });
    expect(settings.config?.projects).toEqual({ [link]: UNTRUSTED, [root]: UNTRUSTED });
  });

  it('keeps what the caller configures', async () => {
    const cwd = repository();
    const config = { web_search: 'live', projects: { '/other': { trust_level: 'trusted' } } };
    const settings = await started({ cwd, sandbox: 'workspace-write', config });
    expect(settings.config).toEqual({
      ...config,
      projects: { ...config.projects, [cwd]: UNTRUSTED },
    });
  });
});

describe('starting a session where Codex would trust nothing', () => {
  it.each<[string, () => SessionSettings]>([
    ['a sandbox that only reads', () => ({ cwd: repository(), sandbox: 'read-only' })],
    ['no sandbox at all', () => ({ cwd: repository() })],
    ['a plain folder', () => ({ cwd: folder(), sandbox: 'workspace-write' })],
    ['no folder', () => ({ sandbox: 'workspace-write' })],
    ['a folder that is not there', () => ({ cwd: '/no/such', sandbox: 'danger-full-access' })],
  ])('says nothing about trust: %s', async (_, settingsIn) => {
    const settings = settingsIn();
    expect(await started(settings)).toEqual(settings);
  });
});

describe('Codex 0.154.0, which hangs when a thread has a config (H6)', () => {
  async function old() {
    const house = await openHouse();
    house.codex.version = '0.154.0';
    return house;
  }

  it('gets none: a caller who gives one is refused, and told why', async () => {
    const house = await old();
    const turn = await start(house, { settings: { config: { web_search: 'live' } } });
    expect(await refusalOf(turn)).toMatchObject({
      ...{ code: 'invalid_session_params' },
      message: expect.stringMatching(/config.*0\.154\.0.*update the Codex CLI/),
    });
    expect(house.codex.asked('startThread')).toEqual([]);
  });

  it('trusts nothing either: the sandbox goes with the turn instead', async () => {
    const house = await old();
    const cwd = repository();
    await running(house, { settings: { cwd, sandbox: 'workspace-write' } });
    expect(startedWith(house)).not.toHaveProperty('config');
    expect(startedWith(house).sandbox).toBe('read-only');
    expect(house.codex.prompts.at(-1)?.sandboxPolicy.type).toBe('workspaceWrite');
  });

  it('trusts nothing either where only its configuration lets it write', async () => {
    const house = await old();
    house.codex.configuration = { ...house.codex.configuration, sandbox: 'workspace-write' };
    await running(house, { settings: { cwd: repository() } });
    // without a sandbox of its own thread/start takes the configured one, and trusts
    expect(startedWith(house).sandbox).toBe('read-only');
    expect(house.codex.prompts.at(-1)?.sandboxPolicy.type).toBe('workspaceWrite');
  });

  it('remembers the sandbox that went with the turn', async () => {
    const house = await old();
    const settings = { cwd: repository(), sandbox: 'workspace-write' } as const;
    const session = await answered(house, { settings });
    const { supervisor } = house.sessions;
    expect(supervisor.get(session.agentId)?.extra).toMatchObject({
      codex_sessions: { thread: { sandboxPolicy: { type: 'workspaceWrite' } } },
    });
  });

  it('works as ever where there is nothing to work around', async () => {
    const house = await old();
    const settings = { cwd: folder(), sandbox: 'workspace-write' } as const;
    await running(house, { settings });
    expect(startedWith(house)).toEqual(settings);
  });
});
