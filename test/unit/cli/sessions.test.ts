import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { entry } from '../../support/records.js';
import { World } from './world.js';

interface Listed {
  readonly agent_id: string;
  readonly [field: string]: unknown;
}

async function jsonOf(world: World, ...options: readonly string[]): Promise<Listed[]> {
  const { exitCode, out, error } = await world.run('sessions', '--json', ...options);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  return JSON.parse(out) as Listed[];
}

const idsOf = (sessions: readonly Listed[]) => sessions.map(({ agent_id: id }) => id);

/** A team with a session of each kind. */
function withAllKinds(): World {
  const world = new World();
  world.write('docs', [
    entry({ agent_id: 'codex:closed', status: 'closed', thread_state: 'closed' }),
    entry({ agent_id: 'codex:stale', identity: 'planner', repo_name: 'docs' }),
    entry({ agent_id: 'codex:lost', status: 'active' }),
    entry({ agent_id: 'codex:live', identity: 'planner', status: 'active' }),
    entry({ agent_id: 'codex:far', status: 'active', repo_name: 'docs' }),
  ]);
  world.claim('docs', 'codex:live');
  world.claim('docs', 'codex:far', { host: 'elsewhere', pid: 12 });
  world.claim('docs', 'codex:lost', { pid: 99 });
  return world;
}

describe('codex-sessions sessions', () => {
  it('shows who lives here, who elsewhere, and who lost its process', async () => {
    const { exitCode, out, error } = await withAllKinds().run('sessions');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(/^● active +planner +codex:live +idle +4711 /);
    expect(lines[2]).toMatch(/^○ active +arch-ctm +codex:far +idle +elsewhere:12 +docs /);
    expect(lines[3]).toMatch(/^ {2}closed +arch-ctm +codex:closed +closed +- /);
    expect(lines[5]).toMatch(/^ {2}stale \(lost\) +arch-ctm +codex:lost +idle +- /);
  });

  it('changes nothing on the disk', async () => {
    const world = withAllKinds();
    const before = world.contents();
    await world.run('sessions');
    await world.run('sessions', '--team', 'other');
    expect(world.contents()).toEqual(before);
  });

  it('prints JSON of the fields of the file, with who lives and where', async () => {
    const world = new World();
    world.write('docs', [
      entry({ agent_id: 'codex:x', status: 'active', tag: 'red', note: { deep: [1] } }),
      entry({ agent_id: 'codex:y', status: 'active', live: 'shadow', owner: 'shadow' }),
    ]);
    world.claim('docs', 'codex:x');
    const owner = { pid: 4711, host: 'here', since: '2026-03-01T11:00:00Z' };
    expect(await jsonOf(world)).toEqual([
      {
        ...entry({ agent_id: 'codex:x', status: 'active', tag: 'red', note: { deep: [1] } }),
        live: true,
        owner,
      },
      { ...entry({ agent_id: 'codex:y', status: 'stale' }), live: false, owner: null },
    ]);
  });

  it('prints an empty array of JSON where there is nothing', async () => {
    expect(await jsonOf(new World())).toEqual([]);
    expect(await jsonOf(withAllKinds(), '--identity', 'nobody')).toEqual([]);
  });

  it.each([
    [
      ['--status', 'active'],
      ['codex:live', 'codex:far'],
    ],
    [
      ['--status', 'stale'],
      ['codex:stale', 'codex:lost'],
    ],
    [['--status', 'closed'], ['codex:closed']],
    [
      ['--identity', 'planner'],
      ['codex:live', 'codex:stale'],
    ],
    [['--identity', 'plan'], []],
    [
      ['--repo', 'docs'],
      ['codex:far', 'codex:stale'],
    ],
    [['--repo', 'docs', '--status', 'stale', '--identity', 'planner'], ['codex:stale']],
  ])('lists with %j only what is exactly so', async (options, ids) => {
    expect(idsOf(await jsonOf(withAllKinds(), ...options))).toEqual(ids);
  });

  it('lists all teams together, or one', async () => {
    const world = new World();
    world.write('one', [entry({ agent_id: 'codex:1', team: 'one' })]);
    world.write('Großes Team', [entry({ agent_id: 'codex:2', team: 'Großes Team' })]);
    const { out } = await world.run('sessions');
    expect(out).toMatch(/ TEAM +THREAD/);
    expect(out).toMatch(/codex:1 +one /);
    expect(out).toMatch(/codex:2 +Großes Team /);
    expect(idsOf(await jsonOf(world, '--team', 'Großes Team'))).toEqual(['codex:2']);
    expect((await world.run('sessions', '--team', 'one')).out).not.toContain('TEAM');
  });

  it('says in a sentence that there is nothing', async () => {
    const world = new World();
    const none = await world.run('sessions');
    expect(none).toMatchObject({ exitCode: 0, error: '' });
    expect(none.out).toMatch(/^There are no sessions in .* yet\.\n$/);
    world.write('docs', [entry()]);
    expect((await world.run('sessions', '--repo', 'x')).out).toBe('No session matches.\n');
  });

  it('fails for a team that has no registry, folder or not', async () => {
    const world = new World();
    mkdirSync(world.folder('empty'), { recursive: true });
    for (const team of ['empty', 'none']) {
      const { exitCode, out, error } = await world.run('sessions', '--team', team);
      expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
      expect(error).toContain(`team '${team}' has no registry`);
    }
  });

  it('reports what is wrong in a registry on the side, a line each', async () => {
    const world = new World();
    world.write('docs', [entry(), entry(), { agent_id: 'codex:\x1b[2J' }]);
    const { exitCode, out, error } = await world.run('sessions');
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(error).toContain(`${world.path('docs')}: sessions[1].agent_id: an earlier entry`);
    expect(error.split('\n').filter((line) => line.includes('sessions[2].'))).not.toEqual([]);
  });

  it('shows what can be read, and fails for what cannot', async () => {
    const world = new World();
    world.write('good', [entry({ agent_id: 'codex:good' })]);
    world.writeText('broken', '{"sessions":[');
    world.writeText('newer', '{"version":2,"sessions":[]}');
    mkdirSync(world.path('folder'), { recursive: true });
    const { exitCode, out, error } = await world.run('sessions');
    expect(exitCode).toBe(1);
    expect(out).toContain('codex:good');
    const lines = error.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const team of ['broken', 'newer', 'folder']) expect(error).toContain(world.path(team));
  });

  it('makes escapes in names harmless, in the table and in JSON', async () => {
    const world = new World();
    const identity = '\x1b]0;title\x07\x9b31m\u202e';
    world.write('docs', [entry({ identity, branch: 'a\nb' })]);
    for (const options of [[], ['--json']]) {
      const { out } = await world.run('sessions', ...options);
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
    expect(await jsonOf(world)).toMatchObject([{ identity, branch: 'a\nb' }]);
  });

  it('fits the terminal', async () => {
    const world = new World({ columns: 60, colours: true });
    world.write('docs', [entry({ identity: 'x'.repeat(100), branch: 'y'.repeat(100) })]);
    const { out } = await world.run('sessions');
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(60);
    }
    expect(out).toContain('\x1b[1m');
  });
});

describe('codex-sessions sessions --file', () => {
  it('lists any registry file, without knowing who has its sessions', async () => {
    const world = new World();
    const file = join(world.home, 'copy.json');
    writeFileSync(file, JSON.stringify({ sessions: [entry({ status: 'active' }), 1] }));
    const { exitCode, out, error } = await world.run('sessions', '--file', file);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/\n {2}active .* unknown /);
    expect(error).toContain(`${file}: sessions[1]: `);
    const json = await world.run('sessions', '--file', file, '--json');
    expect(JSON.parse(json.out)).toMatchObject([{ status: 'active', live: null, owner: null }]);
  });

  it('says where a file is no registry, and fails', async () => {
    const world = new World();
    const file = join(world.home, 'bad.json');
    writeFileSync(file, '{\n"sessions": [}');
    const { exitCode, out, error } = await world.run('sessions', '--file', file);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(error).toContain(`${file}: line 2, column 14: expected a value`);
  });

  it('fails for a file that is not there', async () => {
    const world = new World();
    const { exitCode, error } = await world.run('sessions', '--file', join(world.home, 'none'));
    expect(exitCode).toBe(1);
    expect(error).toMatch(/^codex-sessions: .*none could not be read: ENOENT/);
  });
});
