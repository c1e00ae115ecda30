// One writer of the kill loop: random commands on shared sessions, each told before and after, until
// it is killed. What it writes to its standard output reaches its parent whatever becomes of it.
import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSessions } from 'codex-sessions';
import { createFileStore } from 'codex-sessions/store';

const { home, team, names, number, isHasty } = JSON.parse(process.argv[2]);

let ops = 0;
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const now = () => Number(process.hrtime.bigint() / 1000n);
const anyOf = (values) => values[Math.floor(Math.random() * values.length)];

/** Runs a command between two lines: what it will do, and that it was acknowledged. */
async function told(agentId, effect, command) {
  ops += 1;
  const op = `${number}.${ops}`;
  tell({ op, at: now(), agentId, effect });
  const answer = await command();
  const done = typeof answer === 'boolean' ? answer : (answer?.ok ?? true);
  tell({ op, at: now(), done, agentId: answer?.value?.agentId ?? agentId });
  return answer;
}

/** Holds a name where every process can see it: two holders at once are a violation. */
function hold(identity) {
  const path = join(home, `held-${identity}`);
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder !== process.pid && isAlive(holder)) tell({ violation: identity, holder });
    unlinkSync(path);
    hold(identity);
  }
}

const letGo = (identity) => unlinkSync(join(home, `held-${identity}`));

function isAlive(pid) {
  try {
    // killed and not collected yet is dead
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function round(sessions) {
  const identity = anyOf(names);
  const [own] = sessions.supervisor.list({ status: 'active', identity });
  if (own === undefined) return begin(sessions, identity);
  const { agentId } = own;
  const tag = `tag-${number}-${ops}`;
  await anyOf([
    () =>
      told(agentId, { threadId: `thread-${tag}` }, () =>
        sessions.bindThread(agentId, `thread-${tag}`),
      ),
    () =>
      told(agentId, { tag }, async () => {
        sessions.supervisor.setTag(agentId, tag);
        await sessions.flushed();
      }),
    () => end(sessions, own, { closed: true }, () => sessions.close(agentId)),
    () => {
      sessions.supervisor.setThreadState(agentId, 'idle');
      return end(sessions, own, { closed: false }, () => sessions.park(agentId));
    },
  ])();
}

async function begin(sessions, identity) {
  const tag = `tag-${number}-${ops}`;
  const known = await sessions.locate({ identity });
  const resumable = known !== undefined && known.status === 'stale' && Math.random() < 0.5;
  const answer = resumable
    ? await told(known.agentId, { closed: false }, () => sessions.resume(known.agentId))
    : await told(null, { identity, tag, closed: false }, () =>
        sessions.register({ identity, team, cwd: '/', tag }),
      );
  if (answer.ok) hold(identity);
}

async function end(_, { agentId, identity }, effect, command) {
  letGo(identity);
  await told(agentId, effect, command);
}

/** A broken store, to be caught: it acknowledges what it decides, and writes it later. */
function hasty(store) {
  async function commit(decide) {
    let change;
    await store.commit((registry) => {
      change = decide(registry);
      return { upserts: [], removals: [] };
    });
    setTimeout(() => store.commit(change).catch(() => {}), 100);
  }
  return { ...bound(store), commit };
}

const bound = (store) => ({
  team: store.team,
  load: () => store.load(),
  foreign: () => store.foreign(),
  close: () => store.close(),
});

function open() {
  const store = createFileStore({ team, home });
  return openSessions({ store: isHasty ? hasty(store) : store });
}

async function run() {
  let sessions = await open();
  tell({ ready: number });
  for (;;) {
    await round(sessions);
    if (Math.random() < 0.01) {
      for (const { identity } of sessions.supervisor.list({ status: 'active' })) letGo(identity);
      await sessions.shutdown();
      sessions = await open();
    }
    if (Math.random() < 0.3) await pause(Math.random() * 5);
  }
}

run().catch((error) => {
  tell({ failed: String(error?.stack ?? error), code: error?.code });
  process.exitCode = 1;
});
