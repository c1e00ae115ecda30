import { join } from 'node:path';
import type { JsonObject, Owner } from '../domain/index.js';
import { errnoOf } from './failures.js';
import { type FileSystem, putWhole } from './file-system.js';
import { safeName } from './names.js';
import type { Ownership } from './ownership.js';

/** What a claim is on: the life of a session, or a name. */
export type ClaimKind = 'agent' | 'identity';

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
  /** What this store holds: the claim's file name → the session it is for. */
  readonly #held = new Map<string, string>();

  constructor(
    private readonly fs: FileSystem,
    private readonly folder: string,
    private readonly ownership: Ownership,
    private readonly control: string | null,
  ) {}

  /** The claim of another living process on a session or a name. */
  foreign(kind: ClaimKind, name: string): ForeignClaim | undefined {
    const holding = this.ownership.at(this.#pathOf(fileName(kind, name)));
    return holding.by === 'other' ? foreignClaim(holding.fields) : undefined;
  }

  /** Whether this store holds the claim on a session. */
  holds(agentId: string): boolean {
    return this.#held.has(fileName('agent', agentId));
  }

  /** Takes both claims of a live session. Nobody else may hold one of them. */
  take(agentId: string, identity: string, since: string): void {
    const { self } = this.ownership;
    const body = JSON.stringify({ ...self, agentId, since, control: this.control });
    for (const name of [fileName('agent', agentId), fileName('identity', identity)]) {
      if (this.#held.get(name) === agentId && this.#isOwn(name)) continue;
      this.#held.set(name, agentId);
      putWhole(this.fs, this.#pathOf(name), body);
    }
  }

  /** Gives back all claims of this store but those `isNeeded` says are in use. */
  releaseUnless(isNeeded: (agentId: string, file: string) => boolean): void {
    for (const [name, agentId] of this.#held) {
      if (!isNeeded(agentId, name)) this.#giveBack(name);
    }
  }

  /** Removes the claims whose owners are dead. */
  removeDead(): void {
    for (const name of this.fs.list(this.folder)) {
      if (this.ownership.at(this.#pathOf(name)).by === 'dead') this.#remove(name);
    }
  }

  #giveBack(name: string): void {
    // another's, if this one was released by hand
    if (!this.#isOwn(name) || this.#remove(name)) this.#held.delete(name);
  }

  #remove(name: string): boolean {
    try {
      this.fs.unlink(this.#pathOf(name));
      return true;
    } catch (error) {
      return errnoOf(error) === 'ENOENT';
    }
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
