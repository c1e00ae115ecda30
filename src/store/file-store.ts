import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { StoreError, sealSnapshot } from '../domain/index.js';
import type {
  Decide,
  ForeignSession,
  LoadReport,
  RegistryChange,
  RegistryStore,
} from '../domain/ports/store.js';
import { Claims } from './claims.js';
import { CommitQueue, type WaitingCommit } from './commit-queue.js';
import { errnoOf, isSystemError, leniently, storeError } from './failures.js';
import type { FileSystem } from './file-system.js';
import { homeFolder } from './home.js';
import { removeLeftovers } from './leftovers.js';
import { type HeldLock, TeamLock } from './lock.js';
import { CLAIMS, teamFolderName, teamsFolder } from './names.js';
import { checkedOptions, type FileStoreOptions } from './options.js';
import { Ownership } from './ownership.js';
import type { Processes } from './processes.js';
import { makeFolders, syncAbove } from './team-folder.js';
import { type Refreshed, TeamRegistry } from './team-registry.js';

/** What a file store takes from the outside world. */
export interface FileStoreSurroundings {
  readonly fs: FileSystem;
  readonly processes: Processes;
  readonly clock: () => Date;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** A file store in any world: tests make it fail with it. */
export function createFileStoreWith(
  surroundings: FileStoreSurroundings,
  options: FileStoreOptions,
): RegistryStore {
  const { team, home, control } = checkedOptions(options);
  const folder = join(teamsFolder(homeFolder(home)), teamFolderName(team));
  return new FileStore(surroundings, { team, folder, control: control ?? null });
}

interface Place {
  readonly team: string;
  readonly folder: string;
  readonly control: string | null;
}

class FileStore implements RegistryStore {
  readonly team: string;
  readonly #fs: FileSystem;
  readonly #folder: string;
  readonly #claims: Claims;
  readonly #ownership: Ownership;
  readonly #lock: TeamLock;
  readonly #registry: TeamRegistry;
  readonly #commits = new CommitQueue((take) => this.#runGroup(take));
  #state: 'new' | 'opening' | 'open' | 'closed' = 'new';
  #opening: Promise<LoadReport> | undefined;
  #closing: Promise<void> | undefined;
  /** What opening has moved aside, in any of its attempts. */
  #movedAside: string | null = null;

  constructor({ fs, processes, clock, wait }: FileStoreSurroundings, place: Place) {
    const { team, folder, control } = place;
    this.team = team;
    this.#fs = fs;
    this.#folder = folder;
    this.#ownership = new Ownership(fs, processes, { ...processes.self, token: randomUUID() });
    this.#claims = new Claims(fs, join(folder, CLAIMS), this.#ownership, control);
    this.#lock = new TeamLock(fs, folder, this.#ownership, wait);
    this.#registry = new TeamRegistry(fs, folder, this.#claims, clock);
  }

  async load(): Promise<LoadReport> {
    if (this.#state !== 'new') throw notOpen('was loaded already');
    this.#state = 'opening';
    this.#opening = this.#load();
    return this.#opening;
  }

  async #load(): Promise<LoadReport> {
    try {
      makeFolders(this.#fs, this.#folder);
      if (this.#registry.file.stamp() === undefined) await syncAbove(this.#fs, this.#folder);
      // an attempt before this one may have read the file, and reported nothing
      const report = await this.#locked(async () =>
        this.#open(await this.#registry.refresh(false)),
      );
      this.#state = 'open';
      return report;
    } catch (error) {
      this.#state = 'new';
      this.#lock.dispose();
      throw storeError(`the registry in ${this.#folder} could not be opened`, error);
    }
  }

  commit(change: RegistryChange | Decide): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(notOpen('is not open'));
    return this.#commits.push(typeof change === 'function' ? change : () => change);
  }

  async foreign(): Promise<readonly ForeignSession[]> {
    if (this.#state !== 'open') throw notOpen('is not open');
    try {
      return await this.#registry.foreignInFile();
    } catch (error) {
      throw storeError('the registry could not be read', error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close().catch((error) => {
      this.#closing = undefined;
      throw storeError('the claims of this process could not be given back', error);
    });
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#state === 'opening') await this.#opening?.catch(() => {});
    const before = this.#state;
    this.#state = 'closed';
    try {
      await this.#commits.idle();
      if (before === 'open') await this.#giveAllBack();
    } catch (error) {
      this.#state = before;
      throw error;
    }
    this.#lock.dispose();
  }

  async #giveAllBack(): Promise<void> {
    await this.#acquired();
    try {
      const failure = this.#claims.releaseUnless(() => false);
      if (failure !== undefined) throw failure;
    } finally {
      // nobody makes up for this one
      this.#lock.release();
    }
  }

  async #open({ issues, movedAside }: Refreshed): Promise<LoadReport> {
    this.#movedAside ??= movedAside;
    removeLeftovers(this.#fs, this.#folder, this.#ownership);
    await this.#registry.write();
    leniently(() => this.#claims.removeDead());
    const foreign = this.#registry.foreign();
    const elsewhere = new Set(foreign.map(({ record }) => record.agentId));
    const { document } = this.#registry;
    const sessions = [...document.records()].filter(({ agentId }) => !elsewhere.has(agentId));
    const { faulty, extra } = document.remainder;
    return Object.freeze({
      snapshot: sealSnapshot(sessions, faulty, extra),
      issues: Object.freeze(issues),
      movedAside: this.#movedAside,
      foreign: Object.freeze(foreign),
    });
  }

  async #locked<T>(step: (untouched: boolean) => Promise<T>): Promise<T> {
    const { untouched } = await this.#acquired();
    try {
      return await step(untouched);
    } finally {
      leniently(() => this.#lock.release());
    }
  }

  async #acquired(): Promise<HeldLock> {
    try {
      return await this.#lock.acquire();
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      // somebody removed the team's folder: what is live here goes on in a new one
      makeFolders(this.#fs, this.#folder);
      return this.#lock.acquire();
    }
  }

  async #runGroup(take: () => WaitingCommit[]): Promise<void> {
    let group: WaitingCommit[] | undefined;
    try {
      await this.#locked(async (untouched) => {
        const { movedAside } = await this.#registry.refresh(untouched);
        if (movedAside !== null) warnOfDamage(movedAside);
        group = take().filter((commit) => this.#decide(commit));
        await this.#registry.write();
      });
      for (const { resolve } of group ?? []) resolve();
    } catch (error) {
      const failure = storeError(UNWRITTEN, error);
      // without the lock, or the file, all that waits has failed
      for (const { reject } of group ?? take()) reject(failure);
    }
  }

  /** Whether a commit goes on; one that fails in its decision is rejected alone. */
  #decide({ decide, reject }: WaitingCommit): boolean {
    try {
      this.#registry.apply(decide(this.#registry.view));
      return true;
    } catch (error) {
      reject(isSystemError(error) ? storeError(UNWRITTEN, error) : error);
      return false;
    }
  }
}

const UNWRITTEN = 'the registry could not be written';

function notOpen(state: string): StoreError {
  return new StoreError('not_open', `the store ${state}; create another one`);
}

function warnOfDamage(movedAside: string): void {
  leniently(() =>
    process.emitWarning(
      `the registry was damaged by somebody else; it was moved to ${movedAside}, and what this process knew of it was written again`,
      { type: 'CodexSessionsWarning' },
    ),
  );
}
