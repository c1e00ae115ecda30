import { join } from 'node:path';
import {
  formatTimestamp,
  type RegistryIssue,
  type SessionRecord,
  StoreError,
  sameRecord,
} from '../domain/index.js';
import type { ForeignSession, LockedRegistry, RegistryChange } from '../domain/ports/store.js';
import { appendLines } from './archive.js';
import type { Claims, ClaimUse, ForeignClaim } from './claims.js';
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
  /** The live sessions of this store whose claims are to be there when it has written. */
  #seated: SessionRecord[] = [];
  /** What sessions were before changes that are not written yet; undefined: there was none. */
  readonly #before = new Map<string, SessionRecord | undefined>();
  /** The file was moved aside, and what was known of it is not written again yet. */
  #isRescuing = false;
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
    owns: (agentId) => this.claims.holds(agentId) && this.claims.isOwn(agentId),
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
    for (const agentId of removals) this.#remove(agentId);
  }

  /** Writes what was taken in, if anything was; takes claims before, gives them back after. */
  async write(): Promise<void> {
    const leaving = this.#document.overflow();
    const isNews = this.#changed || this.#seated.length > 0 || leaving.length > 0;
    if (isNews) await this.#replaceFile(leaving);
    // even without news: a write that failed may have taken some
    this.claims.releaseUnless((use) => this.#isClaimed(use));
  }

  async #replaceFile(leaving: readonly SessionRecord[]): Promise<void> {
    this.#stamp = null;
    const since = formatTimestamp(this.clock());
    for (const { agentId } of this.#seated) {
      const record = this.#document.get(agentId);
      if (record?.status === 'active') this.claims.take(agentId, record.identity, since);
    }
    await this.#archiveAll(leaving);
    this.#stamp = await this.file.replace(this.#document.text());
    this.#archived.clear();
    this.#before.clear();
    this.#isRescuing = false;
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
    this.#takeBack();
    const last = this.#document;
    this.#stamp = null;
    const reading = await this.file.read();
    if (reading.type === 'good') {
      this.#document = new RegistryDocument(reading.snapshot);
      this.#stamp = reading.stamp;
      this.#isRescuing = false;
      this.#goOnFrom(last);
      return { issues: reading.issues, movedAside: null };
    }
    const movedAside = reading.type === 'damaged' ? this.file.moveAside(this.clock()) : null;
    // what this process knows is the best there is left of a damaged file
    this.#isRescuing ||= movedAside !== null;
    if (this.#isRescuing) this.#changed = !last.isEmpty;
    else this.#document = new RegistryDocument({ sessions: [], ...last.remainder });
    this.#goOnFrom(last);
    return { issues: [], movedAside };
  }

  /** What is live here goes on as it was, whatever somebody who knows of no claims has written. */
  #goOnFrom(last: RegistryDocument): void {
    for (const record of last.records()) {
      if (record.status !== 'active' || !this.#isStillLive(record)) continue;
      this.#put(record);
      this.#seated.push(record);
    }
  }

  /** Whether a session is this store's, though the file says otherwise. */
  #isStillLive(record: SessionRecord): boolean {
    const { agentId } = record;
    const written = this.#document.get(agentId);
    if (!this.claims.holds(agentId) || (written && sameRecord(written, record))) return false;
    // one whose claim was given away by hand may have been changed by whoever had it since
    if (written !== undefined && !this.claims.isOwn(agentId)) return false;
    return this.#foreignClaim(agentId, record) === undefined;
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
    this.#remember(record.agentId);
    this.#document.put(record);
    this.#changed = true;
  }

  #remove(agentId: string): void {
    this.#remember(agentId);
    if (this.#document.remove(agentId)) this.#changed = true;
  }

  #remember(agentId: string): void {
    if (!this.#before.has(agentId)) this.#before.set(agentId, this.#document.get(agentId));
  }

  /** What was not written was not accepted. */
  #takeBack(): void {
    for (const [agentId, record] of this.#before) {
      if (record === undefined) this.#document.remove(agentId);
      else this.#document.put(record);
    }
    this.#before.clear();
  }

  #refuseForeign(agentId: string, record?: SessionRecord): void {
    const claim = this.#foreignClaim(agentId, record);
    if (claim === undefined) return;
    const { pid, host } = claim.owner;
    throw new StoreError(
      'claim_lost',
      `session ${agentId} or its name belongs to process ${pid} on ${host} now; nothing was written`,
    );
  }

  /** The claim of another living process on a session or, if it is to be live, on its name. */
  #foreignClaim(agentId: string, record?: SessionRecord): ForeignClaim | undefined {
    return (
      this.claims.foreign('agent', agentId) ??
      (record?.status === 'active' ? this.claims.foreign('identity', record.identity) : undefined)
    );
  }

  #isClaimed({ agentId, identity }: ClaimUse): boolean {
    const record = this.#document.get(agentId);
    return record?.status === 'active' && (identity === null || identity === record.identity);
  }

  async #archiveAll(leaving: readonly SessionRecord[]): Promise<void> {
    const lines = leaving.map((record) => this.#document.line(record));
    const fresh = lines.filter((line) => !this.#archived.has(line));
    if (fresh.length > 0) await appendLines(this.fs, this.#archive, fresh);
    for (const line of fresh) this.#archived.add(line);
    for (const { agentId } of leaving) this.#remove(agentId);
  }
}
