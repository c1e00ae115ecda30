import { isJsonObject, type JsonObject } from '../domain/index.js';
import { errnoOf } from './failures.js';
import type { FileSystem } from './file-system.js';
import type { Processes, ProcessIdentity } from './processes.js';

/** Who holds a lock or a claim, as its file says. */
export interface OwnerBody extends ProcessIdentity {
  /** Tells two stores of one process apart. */
  readonly token: string;
}

/** What stands in the file of a lock or a claim. */
export type Holding =
  /** There is no such file. */
  | { readonly by: 'nobody' }
  /** It was given back. */
  | { readonly by: 'free' }
  | { readonly by: 'self'; readonly fields: JsonObject }
  /** Its owner is gone for certain. */
  | { readonly by: 'dead' }
  /** Its owner lives, or cannot be told to be gone. Null fields: it cannot be read, for a failure. */
  | { readonly by: 'other'; readonly fields: JsonObject | null; readonly failure?: unknown };

/** What a lock says that nobody holds. */
export const FREE = 'free';

/** What can be told from here of the owner of a lock or a claim. */
export type Judgement = 'dead' | 'living' | 'unknown';

/**
 * Dead for certain: of this host and pid namespace, and of an earlier run of the system, or its
 * process id is gone, or belongs to a later process. Living: of this host and pid namespace, and its
 * process id is in use by nobody else that is known.
 */
export function judge(owner: ProcessIdentity, { self, lookUp }: Processes): Judgement {
  if (owner.host !== self.host || owner.pidNamespace !== self.pidNamespace) return 'unknown';
  if (differ(owner.machineId, self.machineId)) return 'unknown';
  if (differ(owner.bootId, self.bootId)) return 'dead';
  const found = lookUp(owner.pid);
  const isGone = found === 'gone' || differ(owner.startTime, found.startTime);
  return isGone ? 'dead' : 'living';
}

/** Whether an owner is dead for certain; all else counts as alive. */
export function isDead(owner: ProcessIdentity, processes: Processes): boolean {
  return judge(owner, processes) === 'dead';
}

/** What is unknown on either side proves nothing. */
function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** Reads the files of locks and claims, and judges who is behind them. */
export class Ownership {
  constructor(
    private readonly fs: FileSystem,
    private readonly processes: Processes,
    readonly self: OwnerBody,
  ) {}

  at(path: string): Holding {
    let text: string;
    try {
      text = this.fs.readSmall(path).toString('utf8');
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT') return { by: 'nobody' };
      // not a file: nobody says there that it is free
      if (code === 'EISDIR') return { by: 'other', fields: null, failure: error };
      // what else may be wrong says nothing of an owner
      if (code === 'EACCES' || code === 'EPERM') return this.#ofAnotherUser(path, error);
      throw error;
    }
    if (text === FREE) return { by: 'free' };
    const fields = fieldsIn(text);
    if (fields === null) return this.#unreadable(path);
    if (fields.token === this.self.token) return { by: 'self', fields };
    const owner = ownerIn(fields);
    const dead = owner !== undefined && isDead(owner, this.processes);
    return dead ? { by: 'dead' } : { by: 'other', fields };
  }

  /** Whether the owner that a file tells of is proved to live here. */
  lives(fields: JsonObject | null): boolean {
    const owner = fields === null ? undefined : ownerIn(fields);
    return owner !== undefined && judge(owner, this.processes) === 'living';
  }

  /** A file of another user's, unless it is its folder that is closed to this one. */
  #ofAnotherUser(path: string, failure: unknown): Holding {
    try {
      this.fs.stat(path);
      return { by: 'other', fields: null, failure };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return { by: 'nobody' };
      throw error;
    }
  }

  /**
   * A body stands in its file before the file gets its name, and is not waited for to be on the
   * disk: only a power failure leaves a part of it, and its owner did not survive that.
   */
  #unreadable(path: string): Holding {
    try {
      const written = Number(this.fs.stat(path).mtimeNs / 1_000_000n);
      return written < this.processes.bootedAt ? { by: 'dead' } : { by: 'other', fields: null };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return { by: 'nobody' };
      throw error;
    }
  }
}

/** What the text of a lock or a claim says; null if it cannot be read. */
export function fieldsIn(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function ownerIn(fields: JsonObject): ProcessIdentity | undefined {
  const { pid, startTime, bootId, pidNamespace, host, machineId } = fields;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1) return undefined;
  if (typeof host !== 'string') return undefined;
  const known = { startTime, bootId, pidNamespace, machineId };
  const texts = Object.values(known).every((text) => text === null || typeof text === 'string');
  return texts ? ({ pid, host, ...known } as ProcessIdentity) : undefined;
}
