import type { Owner, SessionRecord } from '../../src/index.js';
import { createIdSequence } from './ids.js';

/** A process that shares the disk: a store's of the test, or one that only its claims tell of. */
export class DiskProcess {
  #isAlive = true;

  constructor(
    private readonly disk: ScriptedDisk,
    readonly owner: Owner,
  ) {}

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Ends as by SIGKILL: its claims stay, and its lock is free. */
  die(): void {
    this.#isAlive = false;
    this.disk.unlock(this);
  }
}

interface Claim {
  readonly process: DiskProcess;
  readonly agentId: string;
}

type Records = ReadonlyMap<string, SessionRecord>;
/** Hears of every replacement of the file. */
export type WriteListener = (by: DiskProcess, before: Records, after: Records) => void;

const SINCE = '2026-01-01T00:00:00Z';

/** A team's registry file, its claims and its lock, in memory: several stores may share it. */
export class ScriptedDisk {
  /** How often the file was replaced. */
  writes = 0;
  /** Makes agent ids that no two processes of the test share. */
  readonly createAgentId = createIdSequence();
  #records: Records = new Map();
  readonly #claims = new Map<string, Claim>();
  readonly #listeners: WriteListener[] = [];
  #holder: DiskProcess | undefined;
  #waiting: { readonly process: DiskProcess; readonly enter: () => void }[] = [];
  #lastPid = 100;

  get records(): Records {
    return this.#records;
  }

  /** The record in the file. */
  record(agentId: string): SessionRecord | undefined {
    return this.#records.get(agentId);
  }

  /** The name of a claim, `agent codex:1` or `identity qa`, and who lives that holds it. */
  claims(): Record<string, number> {
    const living = [...this.#claims].filter(([, { process }]) => process.isAlive);
    return Object.fromEntries(living.map(([name, { process }]) => [name, process.owner.pid]));
  }

  onWrite(listener: WriteListener): void {
    this.#listeners.push(listener);
  }

  /** Another process. */
  process(): DiskProcess {
    this.#lastPid += 1;
    return new DiskProcess(this, { pid: this.#lastPid, host: 'here', since: SINCE });
  }

  /** What another process has written, that holds none of it. */
  put(...records: readonly SessionRecord[]): void {
    const entries = records.map((record) => [record.agentId, Object.freeze(record)] as const);
    this.#records = new Map([...this.#records, ...entries]);
  }

  remove(agentId: string): void {
    this.#records = new Map([...this.#records].filter(([id]) => id !== agentId));
  }

  /** A session that is live in another process. */
  live(record: SessionRecord, process = this.process()): DiskProcess {
    this.put({ ...record, status: 'active' });
    this.claim(process, record);
    return process;
  }

  claim(process: DiskProcess, { agentId, identity }: SessionRecord): void {
    for (const name of [`agent ${agentId}`, `identity ${identity}`]) {
      this.#claims.set(name, { process, agentId });
    }
  }

  /** Gives back the claims of a process on a session. */
  giveBack(process: DiskProcess, agentId: string): void {
    for (const [name, claim] of this.#claims) {
      if (claim.process === process && claim.agentId === agentId) this.#claims.delete(name);
    }
  }

  /** Gives back the claims of a process, but those on what is active in the file. */
  release(process: DiskProcess, records: Records = this.#records): void {
    for (const [name, claim] of this.#claims) {
      const record = records.get(claim.agentId);
      const isNeeded =
        record?.status === 'active' &&
        (name === `agent ${record.agentId}` || name === `identity ${record.identity}`);
      if (claim.process === process && !isNeeded) this.#claims.delete(name);
    }
  }

  /** Forgets the claims of the dead. */
  bury(): void {
    for (const [name, { process }] of this.#claims) {
      if (!process.isAlive) this.#claims.delete(name);
    }
  }

  /** Whether a living process holds a session. */
  isHeld(agentId: string): boolean {
    return this.#claims.get(`agent ${agentId}`)?.process.isAlive ?? false;
  }

  /** Whether one process, dead or alive, has both claims of a session. */
  isClaimed({ agentId, identity }: SessionRecord): boolean {
    const holder = this.#claims.get(`agent ${agentId}`)?.process;
    return holder !== undefined && this.#claims.get(`identity ${identity}`)?.process === holder;
  }

  holds(process: DiskProcess, agentId: string): boolean {
    return this.#claims.get(`agent ${agentId}`)?.process === process;
  }

  /** The claim of another living process. */
  foreign(process: DiskProcess, name: string): { agentId: string; owner: Owner } | undefined {
    const claim = this.#claims.get(name);
    if (claim === undefined || claim.process === process || !claim.process.isAlive)
      return undefined;
    return { agentId: claim.agentId, owner: claim.process.owner };
  }

  replace(by: DiskProcess, records: Records): void {
    const before = this.#records;
    this.#records = new Map(records);
    this.writes += 1;
    for (const hear of this.#listeners) hear(by, before, this.#records);
  }

  /** Does something while a process has the team's lock; never, if it dies before. */
  async locked<T>(process: DiskProcess, body: () => Promise<T>): Promise<T> {
    if (this.#holder === undefined) this.#holder = process;
    else await new Promise<void>((enter) => this.#waiting.push({ process, enter }));
    try {
      return await (process.isAlive ? body() : new Promise<never>(() => {}));
    } finally {
      this.unlock(process);
    }
  }

  unlock(process: DiskProcess): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.process.isAlive);
    if (this.#holder !== process) return;
    const next = this.#waiting.shift();
    this.#holder = next?.process;
    next?.enter();
  }
}
