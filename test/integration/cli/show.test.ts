import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SessionStory } from '../../../src/control/index.js';
import { entry, record } from '../../support/records.js';
import { AT, sight } from '../../support/sights.js';
import { supervisorWith } from '../../support/supervisors.js';
import { fakeCodex } from '../../unit/cli/doctor-codex.js';
import { World } from '../../unit/cli/world.js';
import { openServer, scriptedServer, sessionsOf } from '../../unit/control/serving.js';

const ID = 'codex:planner';
const THREAD = '01a204ab-5d5b-7e60-a272-9f2ea8a9f697';
const PLANNER = { agent_id: ID, identity: 'planner', team: 'docs', thread_id: THREAD };

afterEach(() => {
  vi.unstubAllEnvs();
});

function withSession(fields: Readonly<Record<string, unknown>> = {}): World {
  const world = new World();
  world.write('docs', [entry({ ...PLANNER, ...fields })]);
  return world;
}

const STORY: SessionStory = {
  record: record({
    ...{ agentId: ID, identity: 'planner', team: 'docs', threadId: THREAD },
    ...{ status: 'active', threadState: 'busy', repoName: 'docs', branch: 'main' },
  }),
  sight: sight({
    agentId: ID,
    statusSince: '2026-03-01T11:00:00.000Z',
    threadSince: '2026-03-01T11:57:00.000Z',
    turn: { state: 'running', activity: 'npm test', since: '2026-03-01T11:57:00.000Z' },
    queued: 1,
    turns: [
      {
        turnId: 'turn-1',
        how: 'completed',
        since: '2026-03-01T11:50:00.000Z',
        endedAt: '2026-03-01T11:52:00.000Z',
      },
    ],
  }),
  approvals: [
    {
      ...{ approvalId: 'approval-1', agentId: ID, kind: 'command', question: 'May I?' },
      ...{ changes: [], expiresAt: '2026-03-01T12:04:00Z' },
    },
  ],
  steps: [
    { at: '2026-03-01T11:00:00.000Z', what: 'registered', status: 'active', threadState: 'idle' },
  ],
  last: { turnId: 'turn-1', how: 'completed', text: 'It is\n\tdone \x1b[2J' },
};

/** A session that a process of this test has, which tells this story of it. */
async function live(story: SessionStory | null): Promise<World> {
  const control = await openServer();
  const sessions = { ...sessionsOf(supervisorWith({})), show: async () => story };
  control.serve({ team: 'docs', sessions });
  const world = withSession({ status: 'active', thread_state: 'busy' });
  world.claim('docs', ID, { pid: process.pid, host: 'elsewhere', control: control.path });
  return world;
}

describe('codex-sessions show, of a session that a process has', () => {
  it('tells what that process does', async () => {
    const { exitCode, out, error } = await (await live(STORY)).run('show', 'planner');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out.split('\n')).toEqual([
      `planner (${ID})`,
      '  team        docs',
      '  status      active since 2026-03-01T11:00:00.000Z (1 h ago)',
      '  thread      busy since 2026-03-01T11:57:00.000Z (3 min ago)',
      `  process     ${process.pid} on elsewhere, since 2026-03-01T11:00:00Z`,
      `  thread id   ${THREAD}`,
      '  folder      /tmp',
      '  repository  docs:main',
      '  started     2026-01-01T00:00:00Z (8 weeks ago)',
      '  last used   2026-01-01T00:00:00Z (8 weeks ago)',
      '',
      'turn',
      '  running: npm test (asked for 3 min ago); 1 wait behind it',
      '',
      'open approvals',
      '  approval-1  command  May I? (answered by default in 4 min)',
      '',
      'history',
      '  2026-03-01T11:00:00.000Z  registered  active, idle',
      '',
      'turns that ended',
      '  2026-03-01T11:52:00.000Z  completed    after 2 min  turn-1',
      '',
      'last result (completed)',
      '  It is',
      '    done ␛[2J',
      '',
      'to go on',
      `  it lives in process ${process.pid} on elsewhere, and goes on there alone`,
      '  to the server in that process:',
      `    codex-reply {"threadId":"${THREAD}","prompt":"…"}`,
      '  elsewhere: goes on with a copy:',
      `    codex {"fork":"${THREAD}","prompt":"…"}`,
      '',
    ]);
  });

  it.each([
    ['11:59:11.979', '11:59:12.216', '0.2 s'],
    ['11:59:00.000', '11:59:59.900', '59.9 s'],
    ['11:50:00.900', '11:51:00.899', '60.0 s'],
    ['11:50:00.900', '11:51:00.900', '1 min'],
  ])('tells how long a turn took to the millisecond: from %s to %s it is %s', async (...times) => {
    const [since, endedAt, took] = times;
    const turn = { turnId: 'turn-1', how: 'completed' } as const;
    const at = (time: string) => `2026-03-01T${time}Z`;
    const turns = [{ ...turn, since: at(since), endedAt: at(endedAt) }];
    const world = await live({ ...STORY, sight: sight({ agentId: ID, turns }) });
    expect((await world.run('show', ID)).out).toContain(
      `  ${at(endedAt)}  completed    after ${took}  turn-1\n`,
    );
  });

  it('shortens a long result to twenty lines, unless all of it is wanted', async () => {
    const text = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join('\n');
    const world = await live({ ...STORY, last: { turnId: null, how: 'completed', text } });
    const short = await world.run('show', ID);
    expect(short.out).toContain('  line 20\n  … 10 more; --full shows all\n');
    const full = await world.run('show', ID, '--full');
    expect(full.out).toContain('  line 20\n  line 21\n');
    expect(full.out).not.toContain('--full');
  });

  it('tells it as JSON', async () => {
    const { out } = await (await live(STORY)).run('show', 'codex:pla', '--json');
    const { record: told, ...story } = STORY;
    expect(told.agentId).toBe(ID);
    expect(JSON.parse(out)).toMatchObject({
      ...story,
      record: { agent_id: ID, thread_id: THREAD, status: 'active', live: true },
      silence: null,
      resumption: { calls: [{ tool: 'codex-reply' }, { tool: 'codex' }] },
    });
    expect(out.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it.each([
    ['does not know it any more', async () => live(null), 'it does not know the session any more'],
    [
      'is of an older version',
      async () => {
        const error = { code: 'unknown_method', message: 'no' };
        const control = await scriptedServer((peer, { id }) => peer.ask({ id, error }));
        const world = withSession({ status: 'active' });
        world.claim('docs', ID, { pid: 4711, control });
        return world;
      },
      'it is of an older version, which cannot tell',
    ],
    [
      'cannot be reached',
      async () => {
        const world = withSession({ status: 'active' });
        world.claim('docs', ID, { control: '/nowhere.sock' });
        return world;
      },
      'nobody listens',
    ],
    [
      'has no control socket',
      async () => {
        const world = withSession({ status: 'active' });
        world.claim('docs', ID);
        return world;
      },
      'it has no control socket',
    ],
  ])('tells what the files know where the process %s', async (_, made, why) => {
    const world = await made();
    const { exitCode, out } = await world.run('show', ID);
    expect(exitCode).toBe(0);
    expect(out).toContain(`which was not asked: ${why}`);
    expect(out).toContain('history\n  not known here: its process tells none, and');
    expect(out).toContain(`codex-reply {"threadId":"${THREAD}","prompt":"…"}`);
  });
});

describe('codex-sessions show, of a session nobody has', () => {
  /** A session nobody has any more, and a process that tells this story of it. */
  async function left(story: SessionStory): Promise<World> {
    const world = withSession({ status: 'closed', thread_state: 'closed' });
    vi.stubEnv('XDG_RUNTIME_DIR', world.home);
    const control = await openServer({ folder: join(world.home, 'codex-sessions') });
    const sessions = { ...sessionsOf(supervisorWith({})), show: async () => story };
    control.serve({ team: 'docs', sessions });
    return world;
  }

  const closed = { ...STORY.record, status: 'closed', threadState: 'closed' } as const;

  it('tells what a process remembers that had it', async () => {
    const world = await left({ ...STORY, record: closed });
    const { out } = await world.run('show', ID);
    expect(out).toContain('  status      closed since 2026-03-01T11:00:00.000Z (1 h ago)\n');
    expect(out).toContain('  2026-03-01T11:00:00.000Z  registered  active, idle\n');
    expect(out).toContain('last result (completed)\n  It is\n');
  });

  it('believes the file where that process does not know what became of it', async () => {
    const { out } = await (await left(STORY)).run('show', ID);
    expect(out).toContain('  status      closed\n');
    expect(out).toContain('registered  active, idle\n');
    expect(out).not.toContain('npm test');
  });

  it('asks no process of another team', async () => {
    const { out } = await (await left({ ...STORY, record: { ...closed, team: 'web' } })).run(
      'show',
      ID,
    );
    expect(out).not.toContain('registered');
  });

  it('tells its record and what the audit log has, and that Codex can be asked', async () => {
    const world = withSession();
    const audited = { time: AT, event: 'turn.ended', agentId: ID, how: 'completed' };
    writeFileSync(join(world.folder('docs'), 'audit.jsonl'), `${JSON.stringify(audited)}\n`);
    const before = world.contents();
    const { exitCode, out, error } = await world.run('show', 'planner');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out).toContain(`history\n  ${AT}  turn.ended  how completed\n`);
    expect(out).toContain('last result\n  not known here; --result asks Codex\n');
    expect(out).toContain('any server of team docs resumes it');
    expect(world.contents()).toEqual(before);
  });

  it('says why there is no history, and how to have one', async () => {
    const world = withSession({ status: 'closed', thread_state: 'closed' });
    const gone = 'no running process has seen it';
    expect((await world.run('show', ID)).out).toContain(
      `history\n  not known here: ${gone}, and there is no audit log; serve --audit keeps one\n`,
    );
    const other = { time: AT, event: 'turn.ended', agentId: 'codex:other' };
    writeFileSync(join(world.folder('docs'), 'audit.jsonl'), `${JSON.stringify(other)}\n`);
    expect((await world.run('show', ID)).out).toContain(
      `history\n  not known here: ${gone}, and the audit log has nothing of it\n`,
    );
    expect(JSON.parse((await world.run('show', ID, '--json')).out)).toMatchObject({ audit: [] });
  });

  it('says of one whose process is gone that it is stale', async () => {
    const { out } = await withSession({ status: 'active' }).run('show', 'planner');
    expect(out).toContain('  status      stale: its process is gone\n');
  });

  it('tells how a closed one is opened again', async () => {
    const world = withSession({ status: 'closed', thread_state: 'closed' });
    const { exitCode, out } = await world.run('show', 'planner');
    expect(exitCode).toBe(0);
    expect(out).toContain(`codex {"agent_id":"${ID}","prompt":"…"}`);
  });

  it('shows the one that was used last, where several closed ones had the name', async () => {
    const world = new World();
    const closed = { ...PLANNER, status: 'closed', thread_state: 'closed' };
    world.write('docs', [
      entry({ ...closed, agent_id: 'codex:1', last_active: '2026-02-01T00:00:00Z' }),
      entry({ ...closed, agent_id: 'codex:2', last_active: '2026-02-03T00:00:00Z' }),
      entry({ ...closed, agent_id: 'codex:3', last_active: '2026-02-02T00:00:00Z' }),
    ]);
    expect((await world.run('show', 'planner')).out).toMatch(/^planner \(codex:2\)\n/);
  });

  it('names those that match, if there are several, and fails if there is none', async () => {
    const world = withSession();
    world.write('web', [entry({ ...PLANNER, agent_id: 'codex:web', team: 'web' })]);
    const several = await world.run('show', 'planner');
    expect(several).toMatchObject({ exitCode: 1, out: '' });
    expect(several.error).toContain('  planner (codex:web) of team web, stale\n');
    expect(await world.run('show', 'planner', '--team', 'web')).toMatchObject({ exitCode: 0 });
    expect(await world.run('show', 'x')).toEqual({
      exitCode: 1,
      out: '',
      error:
        "codex-sessions: no session has the agent id or the identity 'x'; of an agent id, give at least 8 characters\n",
    });
  });

  it('tells all the same where Codex is asked and is not there, and fails', async () => {
    vi.stubEnv('CODEX_SESSIONS_CODEX_COMMAND', '/nowhere/codex');
    const { exitCode, out, error } = await withSession().run('show', 'planner', '--result');
    expect(exitCode).toBe(1);
    expect(out).toContain(`planner (${ID})\n`);
    expect(error).toMatch(/^codex-sessions: the last result could not be read: .*\/nowhere\/codex/);
    expect(error).toContain('codex-sessions doctor');
  });

  it('asks Codex for the last result: that of the newest turn that has ended', async () => {
    const turns = [
      { id: 'turn-3', status: 'inProgress', items: [] },
      { id: 'turn-2', status: 'completed', items: [{ type: 'agentMessage', text: 'It works' }] },
      { id: 'turn-1', status: 'completed', items: [{ type: 'agentMessage', text: 'Hm' }] },
    ];
    fakeCodex(answeringWith({ result: { data: turns, nextCursor: null } }));
    const { exitCode, out, error } = await withSession().run('show', 'planner', '--result');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out).toContain('last result (completed)\n  It works\n');
  });

  it('says so where Codex knows of none', async () => {
    fakeCodex(answeringWith({ result: { data: [], nextCursor: null } }));
    const { exitCode, out } = await withSession().run('show', 'planner', '--result');
    expect(exitCode).toBe(0);
    expect(out).toContain('last result\n  none is known\n');
  });
});

/** A Codex that is greeted, and then answers one request so, in sh. */
const answeringWith = (answer: object): string => `read -r line
echo '{"id":1,"result":{"userAgent":"codex-sessions/0.169.0 (fake)"}}'
read -r line
read -r line
echo '${JSON.stringify({ id: 2, ...answer })}'
while read -r line; do :; done`;
