/**
 * The port to the disk: where a registry is kept, shared by all processes of a team. Types only;
 * `src/store` implements it.
 */

import type { SessionRecord } from '../record.js';
import type { Owner } from '../refusals.js';
import type { RegistrySnapshot } from '../registry.js';
import type { RegistryIssue } from '../registry-issues.js';

/** A session that is live in another process. */
export interface ForeignSession {
  readonly record: SessionRecord;
  /** The process it is live in. */
  readonly owner: Owner;
  /** The path of its owner's control socket, if it has one. */
  readonly control: string | null;
}

/** What was found when a registry was opened. */
export interface LoadReport {
  /** All sessions but those that are live in another process; none of them is active. */
  readonly snapshot: RegistrySnapshot;
  /** What was wrong in the file, and what was done about it. */
  readonly issues: readonly RegistryIssue[];
  /** Where a damaged file was moved to; null if it was good, or there was none. */
  readonly movedAside: string | null;
  /** What is live in other processes: listed, and never touched. */
  readonly foreign: readonly ForeignSession[];
}

/**
 * What to write. An active record takes the claims of its agent id and its identity with it, every
 * other record and a removal gives them back once it is on disk.
 */
export interface RegistryChange {
  /** Later ones win over earlier ones of the same agent id. New ones go to the end of the file. */
  readonly upserts: readonly SessionRecord[];
  /** Agent ids; unknown ones are ignored. */
  readonly removals: readonly string[];
}

/** The registry while its team's lock is held: nobody else can change what it says. */
export interface LockedRegistry {
  /** The record as it is in the file now. */
  get(agentId: string): SessionRecord | undefined;
  /** All records, in the order of the file. */
  records(): Iterable<SessionRecord>;
  /** Whether this store holds a session: nobody else can have changed it. */
  owns(agentId: string): boolean;
  /** The other living process that holds a session. */
  ownerOf(agentId: string): Owner | undefined;
  /** The session of another living process that holds an identity. */
  holderOf(identity: string): { readonly agentId: string; readonly owner: Owner } | undefined;
}

/** Decides under the lock what to write. What it throws rejects its commit, and writes nothing. */
export type Decide = (registry: LockedRegistry) => RegistryChange;

/**
 * A team's registry on its disk.
 *
 * Everything rejects with a StoreError when the disk fails: the old or the new file is there, whole;
 * and with a RegistryFormatError (`newer_version`) when a newer program has written the file.
 */
export interface RegistryStore {
  /** The one team whose sessions it keeps; null if any will do. */
  readonly team: string | null;
  /**
   * Opens the registry; once, before anything else. Sessions whose process is gone become stale. A
   * damaged file is moved aside and reported.
   *
   * @throws RegistryFormatError (`newer_version`); the file is left alone.
   */
  load(): Promise<LoadReport>;
  /**
   * Writes a change, and resolves once it is on disk. Commits that wait share one write, and are
   * decided in the order they were called. An empty change writes nothing.
   */
  commit(change: RegistryChange | Decide): Promise<void>;
  /** The sessions live in other processes, as the file says now. */
  foreign(): Promise<readonly ForeignSession[]>;
  /** Waits for what is under way, and gives back all claims. Idempotent. */
  close(): Promise<void>;
}
