import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { JsonObject, Owner } from '../domain/index.js';
import type { ClaimKind } from './claims.js';
import { errnoOf, storeError } from './failures.js';
import { type FileSystem, TEMPORARY } from './file-system.js';
import { lockFile, TeamLock, topGeneration } from './lock.js';
import { CLAIMS } from './names.js';
import type { Sight } from './overview.js';
import { fieldsIn, type Judgement, Ownership } from './ownership.js';

/** A team's lock or a claim that somebody holds, and what can be told of its owner from here. */
export interface Held {
  readonly what: 'lock' | ClaimKind;
  readonly path: string;
  /** Null if it cannot be read. */
  readonly owner: Owner | null;
  /** The session a claim is for; null for a lock, or if it cannot be read. */
  readonly agentId: string | null;
  /** The path of its owner's control socket, if it has one. */
  readonly control: string | null;
  readonly is: Judgement;
}

const CLAIM = /^(agent|identity)\./;
const OWNER_FILE = /^lock\.owner-(.+)$/;

/** What is held of a team: its lock, if it is, then its claims. Nothing is changed. */
export function holdingsOf({ fs, processes }: Sight, folder: string): readonly Held[] {
  const team = new Holdings(
    fs,
    folder,
    new Ownership(fs, processes, { ...processes.self, token: '' }),
  );
  return [team.lock()?.held ?? [], team.claims()].flat();
}

/**
 * Gives back, in the place of their owners, what is held of a team: what dead ones held, and what
 * those held who cannot be told to live, if they are said to be gone. What is held by a process that
 * is proved to live here stays. Claims go only while the team's lock is held.
 *
 * @param isGone says of a holding whose owner is unknown that it may go. If the owner lives after
 *   all and another has taken its session by then, its next write is refused (`claim_lost`).
 * @param wait as that of the lock.
 * @returns what was given back.
 * @throws StoreError (`lock_timeout`) when somebody keeps the lock; or when the disk refuses.
 */
export async function releaseHoldings(
  { fs, processes, wait }: Sight & { readonly wait?: (ms: number) => Promise<unknown> },
  folder: string,
  isGone: (held: Held) => boolean,
): Promise<readonly Held[]> {
  const ownership = new Ownership(fs, processes, { ...processes.self, token: randomUUID() });
  const holdings = new Holdings(fs, folder, ownership);
  const mayGo = (held: Held) => held.is === 'dead' || (held.is === 'unknown' && isGone(held));
  const lock = new TeamLock(fs, folder, ownership, wait);
  try {
    const freed = freeLock(holdings, lock, mayGo);
    await lock.acquire();
    try {
      const claims = holdings.removeClaims(mayGo);
      holdings.removeOwnerFiles(mayGo);
      return [...freed, ...claims];
    } finally {
      lock.release();
    }
  } catch (error) {
    throw storeError(`what is held in ${folder} could not be given back`, error);
  } finally {
    lock.dispose();
  }
}

/** A dead owner's lock is anybody's; an unknown one's is freed, by the next generation. */
function freeLock(holdings: Holdings, lock: TeamLock, mayGo: (held: Held) => boolean): Held[] {
  const top = holdings.lock();
  if (top === undefined || !mayGo(top.held)) return [];
  return top.held.is === 'dead' || lock.giveBackFor(top.generation) ? [top.held] : [];
}

class Holdings {
  readonly #claims: string;

  constructor(
    private readonly fs: FileSystem,
    private readonly folder: string,
    private readonly ownership: Ownership,
  ) {
    this.#claims = join(folder, CLAIMS);
  }

  lock(): { readonly generation: number; readonly held: Held } | undefined {
    const generation = topGeneration(this.#namesIn(this.folder));
    const held = generation && this.#heldAt('lock', join(this.folder, lockFile(generation)));
    return held ? { generation, held } : undefined;
  }

  claims(): Held[] {
    return this.#namesIn(this.#claims)
      .sort()
      .flatMap((name) => {
        const kind = name.endsWith(TEMPORARY) ? undefined : CLAIM.exec(name)?.[1];
        if (kind !== 'agent' && kind !== 'identity') return [];
        return this.#heldAt(kind, join(this.#claims, name)) ?? [];
      });
  }

  removeClaims(mayGo: (held: Held) => boolean): Held[] {
    return this.claims().filter((held) => mayGo(held) && this.#remove(held.path));
  }

  /** An owner that lives after all makes its own again. */
  removeOwnerFiles(mayGo: (held: Held) => boolean): void {
    for (const name of this.#namesIn(this.folder)) {
      const token = OWNER_FILE.exec(name)?.[1];
      const held = token && this.#heldAt('lock', join(this.folder, name));
      if (!held || !mayGo(held)) continue;
      this.#remove(held.path);
      this.#remove(join(this.folder, `lock.free-${token}`));
    }
  }

  #heldAt(what: Held['what'], path: string): Held | undefined {
    const fields = this.#fieldsAt(path);
    const { by } = this.ownership.at(path);
    if (by !== 'dead' && by !== 'other') return undefined;
    const is = by === 'dead' ? by : this.ownership.lives(fields) ? 'living' : 'unknown';
    return { what, path, is, ...factsIn(fields) };
  }

  #fieldsAt(path: string): JsonObject | null {
    try {
      return fieldsIn(this.fs.readSmall(path).toString('utf8'));
    } catch {
      return null;
    }
  }

  #remove(path: string): boolean {
    try {
      this.fs.unlink(path);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  #namesIn(folder: string): string[] {
    try {
      return this.fs.list(folder);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

function factsIn(fields: JsonObject | null): Pick<Held, 'owner' | 'agentId' | 'control'> {
  const { pid, host, since, agentId, control } = fields ?? {};
  const isKnown = typeof pid === 'number' && typeof host === 'string';
  return {
    owner: isKnown ? { pid, host, since: typeof since === 'string' ? since : 'unknown' } : null,
    agentId: typeof agentId === 'string' ? agentId : null,
    control: typeof control === 'string' ? control : null,
  };
}
