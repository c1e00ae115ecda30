import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectControl, openControlServer } from '../../../src/control/index.js';
import {
  openSessions,
  type RegisterRefusal,
  type Result,
  type SessionChange,
  type SessionRecord,
} from '../../../src/index.js';
import { createFileStore } from '../../../src/store/index.js';
import { granted } from '../../support/supervisors.js';
import type { Order } from './serving-process.js';

const TEAM = 'control';
const PROGRAM = new URL('./serving-process.ts', import.meta.url);

let place: string;
let folder: string;
const running = new Map<ChildProcess, Promise<unknown>>();

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'cs-'));
  folder = join(place, 'run');
});

afterEach(async () => {
  for (const child of running.keys()) child.kill('SIGKILL');
  await Promise.all(running.values());
  running.clear();
  rmSync(place, { recursive: true, force: true });
});

/** A process that serves sessions, and the path it tells. */
async function startServing() {
  const child = fork(PROGRAM, [TEAM, place, folder], {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  const exited = once(child, 'exit');
  running.set(child, exited);
  const answer = async (): Promise<unknown> => {
    const [message] = await Promise.race([once(child, 'message'), exited]);
    return message;
  };
  const order = (what: Order): Promise<unknown> => {
    const answered = answer();
    child.send(what);
    return answered;
  };
  const path = (await answer()) as string;
  const register = (identity: string) =>
    order({ register: identity }) as Promise<Result<SessionRecord, RegisterRefusal>>;
  return { child, exited, path, order, register };
}

describe('a process that serves sessions', () => {
  it('is found by its claims, listed, watched and told to close, from another process', async () => {
    const { child, path, register } = await startServing();
    const first = granted(await register('first'));
    const other = await openSessions({ store: createFileStore({ team: TEAM, home: place }) });
    const [claimed] = await other.foreign();
    expect(claimed).toMatchObject({ record: { agentId: first.agentId }, control: path });

    const client = await connectControl(claimed?.control ?? '');
    expect(client.hello.pid).toBe(child.pid);
    expect(await client.list()).toMatchObject({
      pid: child.pid,
      team: TEAM,
      maxConcurrent: 2,
      sessions: [first],
    });
    const changes: SessionChange[] = [];
    const watch = await client.watch((change) => changes.push(change));
    expect(watch.sessions).toEqual([first]);
    const second = granted(await register('second'));
    expect(await register('third')).toMatchObject({ ok: false });
    expect(await client.close(first.agentId)).toBe(true);
    expect(await client.close('codex:nobody')).toBe(false);
    expect(changes).toMatchObject([
      { type: 'registered', record: { agentId: second.agentId } },
      { type: 'refused', command: 'register', refusal: { code: 'max_sessions_exceeded' } },
      { type: 'closed', record: { agentId: first.agentId, status: 'closed' } },
    ]);
    expect(await other.foreign()).toMatchObject([{ record: { agentId: second.agentId } }]);
    client.end();
    await other.shutdown();
  });

  it('tells its watchers of its end, and leaves no socket', async () => {
    const { path, order, register } = await startServing();
    const { agentId } = granted(await register('first'));
    const client = await connectControl(path);
    const changes: SessionChange[] = [];
    await client.watch((change) => changes.push(change));
    await order('shut down');
    expect(await client.ended).toMatchObject({ code: 'ended' });
    expect(changes).toMatchObject([{ type: 'stale', reason: 'stopped', record: { agentId } }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is killed ends its connections, and the next one removes its socket', async () => {
    const { child, exited, path } = await startServing();
    const alive = await startServing();
    const client = await connectControl(path);
    await client.watch(() => {});
    child.kill('SIGKILL');
    expect(await client.ended).toMatchObject({ code: 'ended' });
    await expect(client.list()).rejects.toMatchObject({ code: 'ended' });
    await exited;
    expect(readdirSync(folder).sort()).toEqual([basename(path), basename(alive.path)].sort());
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'unreachable' });

    const next = await openControlServer({ folder });
    expect(readdirSync(folder).sort()).toEqual([basename(alive.path), basename(next.path)].sort());
    const other = await connectControl(alive.path);
    expect((await other.list()).sessions).toEqual([]);
    other.end();
    await next.close();
  });

  it('answers not_ready while its sessions are opened', async () => {
    const control = await openControlServer({ folder });
    const client = await connectControl(control.path);
    await expect(client.list()).rejects.toMatchObject({ refusal: { code: 'not_ready' } });
    const store = createFileStore({ team: TEAM, home: place, control: control.path });
    const sessions = await openSessions({ store });
    control.serve({ team: TEAM, sessions });
    expect((await client.list()).sessions).toEqual([]);
    client.end();
    await sessions.shutdown();
    await control.close();
  });

  it('ends by itself when it has nothing else to do, though it is connected to', async () => {
    const { child, exited, path } = await startServing();
    const client = await connectControl(path);
    await client.list();
    child.disconnect();
    expect(await exited).toEqual([0, null]);
    expect(await client.ended).toMatchObject({ code: 'ended' });
  });
});
