import { join } from 'node:path';
import type { JsonObject, Owner } from '../domain/index.js';
import { errnoOf, leniently } from './failures.js';
import { type FileSystem, putWhole, removeIfThere } from './file-system.js';
import { safeName } from './names.js';
import type { Ownership } from './ownership.js';

/** What a claim is on: the life of a session, or a name. */
export type ClaimKind = 'agent' | 'identity';

/** What a store holds a claim for: the life of a session, or its name. */
export interface ClaimUse {
  readonly agentId: string;
  /** Null for its life. */
  readonly identity: string | null;
}

/** A claim of another living process. */
export interface ForeignClaim {
  readonly owner: Owner;
  /** The session it is held for; '' if that cannot be read. */
  readonly agentId: string;
  readonly control: string | null;
}

/**
 * The claims of a team: one file per agent id and per identity of a live session.
 *
 * They are taken, taken over and given back only while the team's lock is held, so that no two
 * processes can do it at once.
 */
export class Claims {
  /** What this store holds, by the claim's file name. */
  readonly #held = new Map<string, ClaimUse>();

  constructor(
    private readonly fs: FileSystem,
    private readonly folder: string,
    private readonly ownership: Ownership,
    private readonly control: string | null,
  ) {}

  /** The claim of another living process on a session or a name. */
  foreign(kind: ClaimKind, name: string): ForeignClaim | undefined {
    const file = fileName(kind, name);
    const holding = this.ownership.at(this.#pathOf(file));
    if (holding.by !== 'other') return undefined;
    // that its own cannot be read does not make it another's
    if (holding.failure !== undefined && this.#held.has(file)) throw holding.failure;
    return foreignClaim(holding.fields);
  }

  /** Whether this store holds the claim on a session. */
  holds(agentId: string): boolean {
    return this.#held.has(fileName('agent', agentId));
  }

  /** Whether the claim on a session is there, and this store's. */
  isOwn(agentId: string): boolean {
    return this.#isOwn(fileName('agent', agentId));
  }

  /** Takes both claims of a live session. Nobody else may hold one of them. */
  take(agentId: string, identity: string, since: string): void {
    const { self } = this.ownership;
    const body = JSON.stringify({ ...self, agentId, since, control: this.control });
    const uses = [
      [fileName('agent', agentId), { agentId, identity: null }],
      [fileName('identity', identity), { agentId, identity }],
    ] as const;
    for (const [name, use] of uses) {
      if (this.#held.get(name)?.agentId === agentId && this.#isOwn(name)) continue;
      this.#held.set(name, use);
      this.#put(name, body);
    }
  }

  /**
   * Gives back all claims of this store but those `isNeeded` says are in use. One that fails is tried
   * again with the next.
   *
   * @returns why one of them could not be given back; undefined if all were.
   */
  releaseUnless(isNeeded: (use: ClaimUse) => boolean): unknown {
    let failure: unknown;
    for (const [name, use] of this.#held) {
      if (isNeeded(use)) continue;
      try {
        this.#giveBack(name);
      } catch (error) {
        failure ??= error;
      }
    }
    return failure;
  }

  /** Removes the claims whose owners are dead. */
  removeDead(): void {
    for (const name of this.fs.list(this.folder)) {
      const path = this.#pathOf(name);
      leniently(() => {
        if (this.ownership.at(path).by === 'dead') this.fs.unlink(path);
      });
    }
  }

  #put(name: string, body: string): void {
    try {
      putWhole(this.fs, this.#pathOf(name), body);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      // somebody removed the folder
      this.fs.makeFolder(this.folder);
      putWhole(this.fs, this.#pathOf(name), body);
    }
  }

  #giveBack(name: string): void {
    const holding = this.ownership.at(this.#pathOf(name));
    if (holding.by === 'other' && holding.failure !== undefined) throw holding.failure;
    // another's, if this one was released by hand
    if (holding.by === 'self') removeIfThere(this.fs, this.#pathOf(name));
    this.#held.delete(name);
  }

  #isOwn(name: string): boolean {
    return this.ownership.at(this.#pathOf(name)).by === 'self';
  }

  #pathOf(name: string): string {
    return join(this.folder, name);
  }
}

/** The file of a claim. */
export function fileName(kind: ClaimKind, name: string): string {
  return `${kind}.${safeName(name)}`;
}

function foreignClaim(fields: JsonObject | null): ForeignClaim {
  const { pid, host, since, agentId, control } = fields ?? {};
  return {
    owner: Object.freeze({
      pid: typeof pid === 'number' ? pid : 0,
      host: typeof host === 'string' ? host : 'unknown',
      since: typeof since === 'string' ? since : 'unknown',
    }),
    agentId: typeof agentId === 'string' ? agentId : '',
    control: typeof control === 'string' ? control : null,
  };
}
