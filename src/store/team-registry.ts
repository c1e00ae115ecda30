import { join } from 'node:path';
import {
  formatTimestamp,
  type RegistryIssue,
  type SessionRecord,
  StoreError,
} from '../domain/index.js';
import type { ForeignSession, LockedRegistry, RegistryChange } from '../domain/ports/store.js';
import { appendLines } from './archive.js';
import { type Claims, fileName } from './claims.js';
import { RegistryDocument } from './document.js';
import type { FileStamp, FileSystem } from './file-system.js';
import { ARCHIVE } from './names.js';
import { RegistryFile, sameStamp } from './registry-file.js';

/** What was met when the file was read again. */
export interface Refreshed {
  readonly issues: readonly RegistryIssue[];
  readonly movedAside: string | null;
}

const UNCHANGED: Refreshed = { issues: [], movedAside: null };

/** A team's registry, its claims and its archive, while the team's lock is held. */
export class TeamRegistry {
  readonly file: RegistryFile;
  readonly #archive: string;
  #document = RegistryDocument.empty();
  /** The version of the file that the document is; null when it may be another. */
  #stamp: FileStamp | undefined | null = null;
  #changed = false;
  #seated: SessionRecord[] = [];
  /** Lines that are in the archive already, while the file that lacks them is not written. */
  readonly #archived = new Set<string>();

  constructor(
    private readonly fs: FileSystem,
    folder: string,
    private readonly claims: Claims,
    private readonly clock: () => Date,
  ) {
    this.file = new RegistryFile(fs, folder);
    this.#archive = join(folder, ARCHIVE);
  }

  /** What a decision may look at. */
  readonly view: LockedRegistry = {
    get: (agentId) => this.#document.get(agentId),
    records: () => this.#document.records(),
    owns: (agentId) => this.claims.holds(agentId),
    ownerOf: (agentId) => this.claims.foreign('agent', agentId)?.owner,
    holderOf: (identity) => this.claims.foreign('identity', identity),
  };

  get document(): RegistryDocument {
    return this.#document;
  }

  /**
   * Reads the file again, unless it cannot have changed: nobody else held the lock since this store
   * wrote it, and nobody wrote it without.
   */
  async refresh(untouched: boolean): Promise<Refreshed> {
    this.#changed = false;
    this.#seated = [];
    if (untouched && this.#stamp !== null && sameStamp(this.#stamp, this.file.stamp())) {
      this.#sweep();
      return UNCHANGED;
    }
    const refreshed = await this.#reread();
    this.#sweep();
    return refreshed;
  }

  /** Takes a change in, to be written. Nothing is taken in if any of it belongs to another. */
  apply({ upserts, removals }: RegistryChange): void {
    for (const record of upserts) this.#refuseForeign(record.agentId, record);
    for (const agentId of removals) this.#refuseForeign(agentId);
    for (const record of upserts) {
      if (this.#document.get(record.agentId) !== record) this.#put(record);
      if (record.status === 'active') this.#seated.push(record);
    }
    for (const agentId of removals) if (this.#document.remove(agentId)) this.#changed = true;
  }

  /** Writes what was taken in, if anything was; takes claims before, gives them back after. */
  async write(): Promise<void> {
    const leaving = this.#document.overflow();
    if (!this.#changed && this.#seated.length === 0 && leaving.length === 0) return;
    this.#stamp = null;
    const since = formatTimestamp(this.clock());
    for (const { agentId } of this.#seated) {
      const record = this.#document.get(agentId);
      if (record?.status === 'active') this.claims.take(agentId, record.identity, since);
    }
    await this.#archiveAll(leaving);
    this.#stamp = await this.file.replace(this.#document.text());
    this.#archived.clear();
    this.claims.releaseUnless((agentId, file) => this.#isClaimed(agentId, file));
  }

  /** The sessions that are live in other processes. */
  foreign(records: Iterable<SessionRecord> = this.#document.records()): ForeignSession[] {
    return [...records].flatMap((record) => {
      if (record.status !== 'active') return [];
      const claim = this.claims.foreign('agent', record.agentId);
      if (claim === undefined) return [];
      return [Object.freeze({ record, owner: claim.owner, control: claim.control })];
    });
  }

  /** The same as the file says now, whoever holds the lock. */
  async foreignInFile(): Promise<ForeignSession[]> {
    const reading = await this.file.read();
    if (reading.type === 'good') return this.foreign(reading.snapshot.sessions);
    if (reading.type === 'absent') return [];
    const advice = 'the next write moves it aside';
    throw new StoreError('io', `the registry is damaged (${reading.reason}); ${advice}`);
  }

  async #reread(): Promise<Refreshed> {
    this.#stamp = null;
    const reading = await this.file.read();
    if (reading.type === 'good') {
      this.#document = new RegistryDocument(reading.snapshot);
      this.#stamp = reading.stamp;
      return { issues: reading.issues, movedAside: null };
    }
    const last = this.#document;
    // what this process knows is the best there is left of a damaged file
    if (reading.type === 'damaged') {
      return { issues: [], movedAside: this.file.moveAside(this.clock()) };
    }
    // removed by somebody: what is live here goes on
    const own = [...last.records()].filter(({ agentId }) => this.claims.holds(agentId));
    this.#document = new RegistryDocument({ sessions: own, ...last.remainder });
    return UNCHANGED;
  }

  /** An active session without a living owner is stale: its process is gone. */
  #sweep(): void {
    for (const record of this.#document.records()) {
      if (record.status !== 'active' || this.claims.holds(record.agentId)) continue;
      if (this.claims.foreign('agent', record.agentId) !== undefined) continue;
      this.#put(Object.freeze({ ...record, status: 'stale' }));
    }
  }

  #put(record: SessionRecord): void {
    this.#document.put(record);
    this.#changed = true;
  }

  #refuseForeign(agentId: string, record?: SessionRecord): void {
    const claim =
      this.claims.foreign('agent', agentId) ??
      (record?.status === 'active' ? this.claims.foreign('identity', record.identity) : undefined);
    if (claim === undefined) return;
    const { pid, host } = claim.owner;
    throw new StoreError(
      'claim_lost',
      `session ${agentId} or its name belongs to process ${pid} on ${host} now; nothing was written`,
    );
  }

  #isClaimed(agentId: string, file: string): boolean {
    const record = this.#document.get(agentId);
    if (record?.status !== 'active') return false;
    return file === fileName('agent', agentId) || file === fileName('identity', record.identity);
  }

  async #archiveAll(leaving: readonly SessionRecord[]): Promise<void> {
    const lines = leaving.map((record) => this.#document.line(record));
    const fresh = lines.filter((line) => !this.#archived.has(line));
    if (fresh.length > 0) await appendLines(this.fs, this.#archive, fresh);
    for (const line of fresh) this.#archived.add(line);
    for (const { agentId } of leaving) this.#document.remove(agentId);
  }
}
