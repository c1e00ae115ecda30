import { StoreError } from '../../src/domain/index.js';
import type {
  ForeignSession,
  LoadReport,
  LockedRegistry,
  RegistryChange,
  RegistryStore,
} from '../../src/domain/ports/store.js';
import { parseRegistrySnapshot, type SessionRecord } from '../../src/index.js';
import { CommitQueue, type WaitingCommit } from '../../src/store/commit-queue.js';
import type { DiskProcess, ScriptedDisk } from './scripted-disk.js';

/**
 * Where a group of commits may be held up, and where it may fail: before it has the lock; decided,
 * but not written; written, but not known to be.
 */
export type Step = 'lock' | 'write' | 'sync';

export interface ScriptedStoreOptions {
  readonly team?: string | null;
  /** What a group of commits waits for before each step. */
  readonly pace?: (step: Step) => Promise<unknown>;
}

/** What a commit does to the file; what says nothing new gives its claims back all the same. */
type Effect = 'changed' | 'same' | 'none';

type Records = Map<string, SessionRecord>;

/** The store of one process on a shared disk; a test says when it writes, and when it fails. */
export class ScriptedStore implements RegistryStore {
  readonly team: string | null;
  readonly process: DiskProcess;
  readonly #pace: (step: Step) => Promise<unknown>;
  readonly #commits = new CommitQueue((take) => this.#runGroup(take));
  readonly #broken = new Map<Step | 'load' | 'close', 'once' | 'always'>();
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  #isOpen = false;

  constructor(
    readonly disk: ScriptedDisk,
    { team = null, pace = unhurried }: ScriptedStoreOptions = {},
  ) {
    this.team = team;
    this.process = disk.process();
    this.#pace = pace;
  }

  /** Holds back all writes, decided but not on disk, until the gate is opened. */
  shutGate(): void {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#gate = { opened, open };
  }

  openGate(): void {
    this.#gate?.open();
    this.#gate = undefined;
  }

  /** Makes a step fail until it is mended; `once`, only the next time. */
  breakAt(step: Step | 'load' | 'close', times: 'once' | 'always' = 'always'): void {
    this.#broken.set(step, times);
  }

  mend(): void {
    this.#broken.clear();
  }

  /** Ends the process as by SIGKILL: nothing of this store happens any more. */
  crash(): void {
    this.process.die();
  }

  async load(): Promise<LoadReport> {
    const { disk, process } = this;
    return disk.locked(process, async () => {
      this.#fail('load');
      const [swept, isSwept] = this.#swept();
      disk.bury();
      if (isSwept) disk.replace(process, swept);
      this.#isOpen = true;
      return this.#report(swept);
    });
  }

  async #report(swept: Records): Promise<LoadReport> {
    const own = [...swept.values()].filter(({ agentId }) => this.#owner(agentId) === undefined);
    const { snapshot } = parseRegistrySnapshot({ sessions: [] });
    return {
      snapshot: Object.freeze({ ...snapshot, sessions: Object.freeze(own) }),
      issues: [],
      movedAside: null,
      foreign: await this.foreign(),
    };
  }

  async commit(change: Parameters<RegistryStore['commit']>[0]): Promise<void> {
    if (!this.#isOpen) throw new StoreError('not_open', 'the store is not open');
    return this.#commits.push(typeof change === 'function' ? change : () => change);
  }

  async foreign(): Promise<readonly ForeignSession[]> {
    if (!this.#isOpen) throw new StoreError('not_open', 'the store is not open');
    return [...this.disk.records.values()].flatMap((record) => {
      const owner = record.status === 'active' ? this.#owner(record.agentId) : undefined;
      return owner === undefined ? [] : [{ record, owner, control: null }];
    });
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    await this.disk.locked(this.process, async () => {
      this.#fail('close');
      this.disk.release(this.process, new Map());
      this.#isOpen = false;
    });
  }

  async #runGroup(take: () => WaitingCommit[]): Promise<void> {
    let group: WaitingCommit[] = [];
    try {
      await this.#reach('lock');
      await this.disk.locked(this.process, async () => {
        group = take();
        await this.#write(group, ...this.#swept());
      });
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group.length > 0 ? group : take()) reject(error);
    }
  }

  async #write(group: readonly WaitingCommit[], draft: Records, isSwept: boolean): Promise<void> {
    const { disk, process } = this;
    const effects = group.map((commit) => this.#decide(commit, draft));
    if (isSwept || effects.includes('changed')) {
      for (const record of draft.values()) {
        const isOwn = disk.records.get(record.agentId) !== record || this.#owns(record.agentId);
        if (record.status === 'active' && isOwn) disk.claim(process, record);
      }
      await this.#reach('write');
      disk.replace(process, draft);
      await this.#reach('sync');
    }
    if (effects.some((effect) => effect !== 'none')) disk.release(process);
  }

  /** What a commit comes to; one that fails in its decision is rejected alone. */
  #decide({ decide, reject }: WaitingCommit, draft: Records): Effect {
    try {
      return this.#apply(decide(this.#view(draft)), draft);
    } catch (error) {
      reject(error);
      return 'none';
    }
  }

  #apply({ upserts, removals }: RegistryChange, draft: Records): Effect {
    if (upserts.length === 0 && removals.length === 0) return 'none';
    for (const record of upserts) this.refuseForeign(record);
    const news = upserts.filter((record) => draft.get(record.agentId) !== record);
    for (const record of news) draft.set(record.agentId, record);
    const gone = removals.filter((agentId) => draft.delete(agentId));
    return news.length > 0 || gone.length > 0 ? 'changed' : 'same';
  }

  /** A change of what belongs to another living process throws, as the real store's does. */
  protected refuseForeign({ agentId, identity, status }: SessionRecord): void {
    const isForeign =
      this.#owner(agentId) !== undefined ||
      (status === 'active' && this.disk.foreign(this.process, `identity ${identity}`));
    if (isForeign) throw new StoreError('claim_lost', `${agentId} belongs to another process`);
  }

  #view(draft: Records): LockedRegistry {
    return {
      get: (agentId) => draft.get(agentId),
      records: () => draft.values(),
      owns: (agentId) => this.#owns(agentId),
      ownerOf: (agentId) => this.#owner(agentId),
      holderOf: (identity) => this.disk.foreign(this.process, `identity ${identity}`),
    };
  }

  #owns(agentId: string): boolean {
    return this.disk.holds(this.process, agentId);
  }

  #owner(agentId: string) {
    return this.disk.foreign(this.process, `agent ${agentId}`)?.owner;
  }

  /** The file as it is, but for active sessions whose owners are gone: they are stale. */
  #swept(): [Records, boolean] {
    const draft: Records = new Map(this.disk.records);
    for (const record of draft.values()) {
      const { agentId, status } = record;
      if (status !== 'active' || this.#owns(agentId) || this.#owner(agentId)) continue;
      draft.set(agentId, Object.freeze({ ...record, status: 'stale' }));
    }
    return [draft, [...draft.values()].some((record) => !isIn(this.disk.records, record))];
  }

  async #reach(step: Step): Promise<void> {
    await this.#pace(step);
    if (step === 'write') await this.#gate?.opened;
    // the dead do nothing more
    if (!this.process.isAlive) await new Promise(() => {});
    this.#fail(step);
  }

  #fail(step: Step | 'load' | 'close'): void {
    const times = this.#broken.get(step);
    if (times === undefined) return;
    if (times === 'once') this.#broken.delete(step);
    throw new StoreError('no_space', `the disk is full (${step})`);
  }
}

const isIn = (records: ReadonlyMap<string, SessionRecord>, record: SessionRecord) =>
  records.get(record.agentId) === record;

/** A disk takes its time: who hears of the last commit acts before the next is decided. */
function unhurried(step: Step): Promise<unknown> {
  return step === 'lock' ? new Promise((resolve) => setImmediate(resolve)) : Promise.resolve();
}
