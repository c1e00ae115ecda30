import { describe, expect, it } from 'vitest';
import { entry } from '../../support/records.js';
import { World } from './world.js';

const CLOSED = { status: 'closed', thread_state: 'closed', team: 'docs' };

const old = entry({ ...CLOSED, agent_id: 'old', last_active: '2026-01-30T11:59:59Z' });
const young = entry({ ...CLOSED, agent_id: 'young', last_active: '2026-01-30T12:00:00Z' });
const stale = entry({ agent_id: 'stale', team: 'docs', last_active: '2020-01-01T00:00:00Z' });

function withDocs(): World {
  const world = new World();
  world.write('docs', [old, young, stale]);
  return world;
}

describe('codex-sessions prune', () => {
  it('removes closed sessions that were used before then, and no others', async () => {
    const world = withDocs();
    const { exitCode, out, error } = await world.run('prune', '--older-than', '30d');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out).toBe(
      'removed arch-ctm (old) of team docs, last active 4 weeks ago\n1 closed session removed\n',
    );
    expect(world.read('docs').map(({ agent_id: id }) => id)).toEqual(['young', 'stale']);
  });

  it('only says what it would do in a dry run', async () => {
    const world = withDocs();
    const before = world.contents();
    const { exitCode, out } = await world.run('prune', '--older-than', '30d', '--dry-run');
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: 'would remove arch-ctm (old) of team docs, last active 4 weeks ago\n1 closed session would be removed\n',
    });
    expect(world.contents()).toEqual(before);
  });

  it('changes nothing where there is nothing to remove', async () => {
    const world = withDocs();
    const before = world.contents();
    const { exitCode, out } = await world.run('prune', '--older-than', '52w');
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '0 closed sessions removed\n' });
    expect(world.contents()).toEqual(before);
  });

  it('goes through all teams, or one', async () => {
    const world = withDocs();
    world.write('other', [{ ...old, team: 'other' }]);
    expect((await world.run('prune', '--older-than', '30d', '--team', 'other')).out).toContain(
      '1 closed session removed',
    );
    expect(world.read('docs')).toHaveLength(3);
    world.write('other', [{ ...old, team: 'other' }]);
    expect((await world.run('prune', '--older-than', '30d')).out).toContain('2 closed sessions');
    expect([world.read('docs'), world.read('other')].map(({ length }) => length)).toEqual([2, 0]);
  });

  it('removes what it can if one registry cannot be read, and fails', async () => {
    const world = withDocs();
    world.writeText('broken', '{');
    const { exitCode, out, error } = await world.run('prune', '--older-than', '30d');
    expect(exitCode).toBe(1);
    expect(out).toContain('1 closed session removed');
    expect(error).toContain(world.path('broken'));
  });

  it('leaves sessions of living processes to them, whatever the file says', async () => {
    const world = withDocs();
    world.claim('docs', 'old');
    expect((await world.run('prune', '--older-than', '30d')).out).toBe(
      '0 closed sessions removed\n',
    );
    expect(world.read('docs')).toHaveLength(3);
  });

  it('fails for a team that has no registry', async () => {
    const { exitCode, error } = await withDocs().run('prune', '--older-than', '1d', '--team', 'x');
    expect(exitCode).toBe(1);
    expect(error).toContain("team 'x' has no registry");
  });
});
