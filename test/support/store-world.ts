import { posix } from 'node:path';
import {
  parseRegistrySnapshot,
  type SessionRecord,
  serializeRegistrySnapshot,
} from '../../src/index.js';
import { createFileStoreWith } from '../../src/store/file-store.js';
import type { FileSystem } from '../../src/store/file-system.js';
import type { RegistryStore } from '../../src/store/index.js';
import { safeName } from '../../src/store/names.js';
import type { Processes } from '../../src/store/processes.js';
import { MemoryFileSystem } from './memory-file-system.js';
import { record } from './records.js';
import { FakeHost } from './store-host.js';
import { type SettableClock, settableClock } from './supervisors.js';

export const HOME = '/home/dev';
export const TEAM = 'atm-dev';
export const TEAM_FOLDER = `${HOME}/.config/atm/agent-sessions/${TEAM}`;

export interface StoreOptions {
  readonly fs?: FileSystem;
  readonly processes?: Processes;
  readonly control?: string;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** A disk in memory with the folder of one team, and a host whose processes share it. */
export class StoreWorld {
  readonly clock: SettableClock = settableClock();

  constructor(
    readonly fs = new MemoryFileSystem({ folders: [HOME] }),
    readonly host = new FakeHost(),
  ) {}

  /** A store of another process, unless one is given; not loaded yet. */
  store(options: StoreOptions = {}): RegistryStore {
    const { fs = this.fs, processes = this.host.start(), control, wait = turnOfOthers } = options;
    const place = { team: TEAM, home: HOME, control };
    return createFileStoreWith({ fs, processes, clock: this.clock, wait }, place);
  }

  async opened(options?: StoreOptions): Promise<RegistryStore> {
    const store = this.store(options);
    await store.load();
    return store;
  }

  readonly at = (name: string): string => posix.join(TEAM_FOLDER, name);

  /** Writes the registry as somebody else would. */
  put(file: string | Buffer | readonly SessionRecord[], name = 'registry.json'): void {
    const path = this.at(name);
    this.fs.makeFolder(posix.dirname(path));
    if (this.names(posix.dirname(name)).includes(posix.basename(name))) this.fs.unlink(path);
    // bytes as well, in memory
    this.fs.createSmall(path, Array.isArray(file) ? textOf(file) : (file as string));
  }

  /** The text of a file; undefined if there is none. */
  text(name = 'registry.json'): string | undefined {
    const { dir, base } = posix.parse(name);
    return this.names(dir).includes(base) ? this.fs.readSmall(this.at(name)).toString() : undefined;
  }

  /** What the registry says. */
  records(): readonly SessionRecord[] {
    const text = this.text();
    return text === undefined ? [] : parseRegistrySnapshot(JSON.parse(text)).snapshot.sessions;
  }

  /** What the registry says, in short: `codex:a active`. */
  statuses(): string[] {
    return this.records().map(({ agentId, status }) => `${agentId} ${status}`);
  }

  /** All entries of the archive. */
  archived(): readonly SessionRecord[] {
    const lines = (this.text('registry-archive.jsonl') ?? '').split('\n').filter(Boolean);
    // one by one: a session may be there more than once
    return lines.flatMap((line) => {
      const entry: unknown = JSON.parse(line);
      return parseRegistrySnapshot({ sessions: [entry] }).snapshot.sessions;
    });
  }

  /** The names in a folder of the team's, sorted. */
  names(folder = ''): string[] {
    try {
      return this.fs.list(this.at(folder)).sort();
    } catch {
      return [];
    }
  }

  /** Whose the claims are: `agent codex:a` → the process id. */
  claims(): Record<string, number> {
    return Object.fromEntries(
      this.names('claims').map((name) => {
        const body = JSON.parse(this.text(`claims/${name}`) ?? '') as { pid: number };
        return [name.replace(/\+[0-9a-f]{16}$/, ''), body.pid];
      }),
    );
  }
}

/** The file of a claim. */
export const claimFile = (kind: 'agent' | 'identity', name: string): string =>
  `claims/${kind}.${safeName(name)}`;

/** The text of a registry of those records. */
export function textOf(sessions: readonly SessionRecord[]): string {
  return serializeRegistrySnapshot({ version: 1, sessions, faulty: [], extra: {} });
}

/** A session that is live. */
export function live(agentId: string, identity = agentId): SessionRecord {
  return Object.freeze(record({ agentId, identity, status: 'active', threadState: 'busy' }));
}

export function stale(agentId: string, identity = agentId): SessionRecord {
  return Object.freeze(record({ agentId, identity, status: 'stale' }));
}

export function closed(agentId: string, identity = agentId): SessionRecord {
  return Object.freeze(record({ agentId, identity, status: 'closed', threadState: 'closed' }));
}

/** A change that writes records. */
export const upsert = (...upserts: readonly SessionRecord[]) => ({ upserts, removals: [] });
export const remove = (...removals: readonly string[]) => ({ upserts: [], removals });
export const NOTHING = upsert();

/** A wait during which all others get on. */
function turnOfOthers(): Promise<unknown> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The same disk with everything on it for certain. */
export async function settled(fs: MemoryFileSystem, folder = '/'): Promise<MemoryFileSystem> {
  await settle(fs, folder);
  return fs.crash({ random: () => 0 });
}

async function settle(fs: MemoryFileSystem, path: string): Promise<void> {
  await fs.syncFolder(path);
  const isFolder = (fs.stat(path).mode & 0o170000n) === 0o040000n;
  if (isFolder) for (const name of fs.list(path)) await settle(fs, posix.join(path, name));
}
