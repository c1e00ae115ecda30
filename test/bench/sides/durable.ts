import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DurableSessions, openSessions } from 'codex-sessions';
import { createFileStore } from 'codex-sessions/store';
import { createFileStoreWith } from '../../../src/store/file-store.js';
import { nodeFileSystem } from '../../../src/store/file-system.js';
import { thisHost } from '../../../src/store/processes.js';
import type { Side, SideSizes } from '../support/side.js';
import { registryText } from './registry-text.js';
import { CWD, expect, NO_LIMIT, nextIdentity, TEAM } from './workload.js';

/** A home whose registry holds so many sessions that can be resumed. */
function homeWith(sizes: SideSizes): { readonly home: string; readonly registry: string } {
  const home = mkdtempSync(join(tmpdir(), 'codex-sessions-bench-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  const registry = join(home, '.config/atm/agent-sessions', TEAM, 'registry.json');
  mkdirSync(dirname(registry), { recursive: true });
  writeFileSync(registry, registryText(sizes));
  return { home, registry };
}

/** Microseconds of one of a batch of calls that wait for each other. */
async function each(batch: number, call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < batch; index += 1) await call();
  return ((performance.now() - start) * 1000) / batch;
}

async function register(sessions: DurableSessions): Promise<string> {
  const result = await sessions.register({ identity: nextIdentity(), team: TEAM, cwd: CWD });
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value.agentId;
}

/** Microseconds until a new session is on disk, claimed and acknowledged. */
export async function durableRegister(sizes: SideSizes): Promise<Side> {
  const { home } = homeWith(sizes);
  const store = createFileStore({ team: TEAM, home });
  const sessions = await openSessions({ store, maxConcurrent: NO_LIMIT });
  return {
    async sample() {
      const agentIds: string[] = [];
      const time = await each(sizes.batch ?? 1, async () =>
        agentIds.push(await register(sessions)),
      );
      // the file stays as long as it was
      await Promise.all(agentIds.map((agentId) => sessions.close(agentId)));
      const forgotten = await Promise.all(agentIds.map((agentId) => sessions.forget(agentId)));
      expect(forgotten.every(Boolean));
      return time;
    },
  };
}

/** Microseconds to make the same bytes of the same entries, and to put them on the disk. */
export function writeOnly(sizes: SideSizes): Side {
  const { registry } = homeWith(sizes);
  const entries: unknown = JSON.parse(readFileSync(registry, 'utf8'));
  const write = async () => {
    const file = await open(`${registry}.tmp`, 'w', 0o600);
    await file.writeFile(JSON.stringify(entries));
    await file.sync();
    await file.close();
    await rename(`${registry}.tmp`, registry);
  };
  return { sample: () => each(sizes.batch ?? 1, write) };
}

/** Sessions whose writes of the registry are counted. */
async function counting(): Promise<{ sessions: DurableSessions; writes: () => number }> {
  const { home, registry } = homeWith({});
  let writes = 0;
  const fs = {
    ...nodeFileSystem,
    rename(from: string, to: string) {
      if (to === registry) writes += 1;
      nodeFileSystem.rename(from, to);
    },
  };
  const surroundings = { fs, processes: thisHost(), clock: () => new Date() };
  const store = createFileStoreWith(surroundings, { team: TEAM, home });
  return { sessions: await openSessions({ store, maxConcurrent: NO_LIMIT }), writes: () => writes };
}

/** How often the file is written for so many new sessions at once. */
export async function changesAtOnce({ sessions: count = 0 }: SideSizes): Promise<Side> {
  const { sessions, writes } = await counting();
  return {
    async sample() {
      const before = writes();
      await Promise.all(Array.from({ length: count }, () => register(sessions)));
      return writes() - before;
    },
  };
}

/** The same when each waits for the one before. */
export async function writeOneByOne({ sessions: count = 0 }: SideSizes): Promise<Side> {
  const { sessions, writes } = await counting();
  return {
    async sample() {
      const before = writes();
      for (let index = 0; index < count; index += 1) await register(sessions);
      return writes() - before;
    },
  };
}
