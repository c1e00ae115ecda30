import { describe, expect, it } from 'vitest';
import { entry } from '../../support/records.js';
import { World } from './world.js';

/** Two teams with a session of each kind. */
function withTeams(): World {
  const world = new World();
  world.write('docs', [
    entry({ agent_id: 'codex:old', identity: 'planner', team: 'docs', repo_name: 'site' }),
    entry({ agent_id: 'codex:live', identity: 'planner', team: 'docs', status: 'active' }),
    entry({ agent_id: 'codex:gone', identity: 'done', team: 'docs', ...CLOSED }),
  ]);
  world.claim('docs', 'codex:live');
  world.write('My team', [
    entry({ agent_id: 'codex:far', identity: 'a b', team: 'My team', repo_name: 'my repo' }),
  ]);
  return world;
}

const CLOSED = { status: 'closed', thread_state: 'closed' };

async function linesOf(world: World, ...words: readonly string[]): Promise<string[]> {
  const { exitCode, out, error } = await world.run('complete', '--', ...words);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  return out.split('\n').slice(0, -1);
}

async function wordsOf(world: World, ...words: readonly string[]): Promise<string[]> {
  return (await linesOf(world, ...words)).map((line) => line.replace(/\t.*/, ''));
}

/** A team whose sessions have some identities. */
function withIdentities(...identities: readonly string[]): World {
  const world = new World();
  const entries = identities.map((identity, index) => {
    return entry({ agent_id: `codex:${index}`, identity, team: 'docs' });
  });
  world.write('docs', entries);
  return world;
}

describe('names of the registries', () => {
  it('offers what can be closed: each identity once, then agent ids, active ones first', async () => {
    expect(await linesOf(withTeams(), 'close', '')).toEqual([
      'planner\tactive, team docs',
      'a b\tstale, team My team',
      'codex:live\tplanner, active, team docs',
      'codex:old\tplanner, stale, team docs',
      'codex:far\ta b, stale, team My team',
    ]);
  });

  it('offers what is known to the options of sessions, closed ones too', async () => {
    const world = withTeams();
    expect(await wordsOf(world, 'sessions', '--team', '')).toEqual(['docs', 'My team']);
    expect(await wordsOf(world, 'sessions', '--identity=')).toEqual([
      '--identity=planner',
      '--identity=done',
      '--identity=a b',
    ]);
    expect(await wordsOf(world, 'sessions', '--repo', '')).toEqual(['site', 'my repo']);
  });

  it('keeps to the team that was given before', async () => {
    const world = withTeams();
    expect(await wordsOf(world, 'close', '--team', 'My team', '')).toEqual(['a b', 'codex:far']);
    expect(await wordsOf(world, 'sessions', '--team=docs', '--repo', '')).toEqual(['site']);
    expect(await wordsOf(world, 'close', '--team', 'none', '')).toEqual([]);
    expect(await wordsOf(world, 'close', '--team', '../docs', '')).toEqual([]);
    expect(await wordsOf(world, 'prune', '--team', 'd')).toEqual(['docs']);
  });

  it('offers an agent id from its beginning on', async () => {
    expect(await wordsOf(withTeams(), 'close', 'codex:l')).toEqual(['codex:live']);
  });

  it('offers what looks like an option only where it is none', async () => {
    const world = withIdentities('-x', '--json', 'y');
    expect(await wordsOf(world, 'close', '')).toEqual(['y', 'codex:0', 'codex:1', 'codex:2']);
    expect(await wordsOf(world, 'close', '-')).toEqual(['--team', '--help']);
    expect(await wordsOf(world, 'close', '--', '-')).toEqual(['-x', '--json']);
    expect(await wordsOf(world, 'sessions', '--identity', '-')).toEqual(['-x', '--json']);
    expect(await wordsOf(world, 'sessions', '--identity=-')).toEqual([
      '--identity=-x',
      '--identity=--json',
    ]);
  });

  it('leaves out names that would act on a terminal, and makes them harmless in descriptions', async () => {
    const harmful = [
      '\x1b[2J',
      'a\nb',
      'a\tb',
      '\x07',
      '\x9b1m',
      '\u202eabc',
      'a\u2028b',
      '\x7f',
      '',
    ];
    const lines = await linesOf(withIdentities(...harmful, 'ünï 日本'), 'close', '');
    expect(lines[0]).toMatch(/^ünï 日本\t/);
    expect(lines).toHaveLength(2 + harmful.length);
    for (const line of lines)
      expect(line).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}]+\t[^\p{Cc}\p{Cf}\p{Zl}]+$/u);
  });

  it('gives a session that is named like a word of its own a tab, unlike that word', async () => {
    expect(await linesOf(withIdentities(':files'), 'close', ':')).toEqual([
      ':files\tstale, team docs',
    ]);
  });

  it('changes nothing on the disk', async () => {
    const world = withTeams();
    const before = world.contents();
    await wordsOf(world, 'close', '');
    await wordsOf(world, 'sessions', '--team', '');
    expect(world.contents()).toEqual(before);
  });

  it('leaves out silently what cannot be read, and keeps what can', async () => {
    const world = withTeams();
    world.writeText('broken', '{"sessions":[');
    world.writeText('newer', '{"version":2,"sessions":[]}');
    expect(await wordsOf(world, 'close', 'a')).toEqual(['a b']);
    const failing = new World({
      processes: () => {
        throw new TypeError('no such host');
      },
    });
    failing.write('docs', [entry()]);
    expect(await wordsOf(failing, 'close', '')).toEqual([]);
    expect(await wordsOf(failing, 'close', '--t')).toEqual(['--team']);
  });
});
