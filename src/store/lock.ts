import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Json, StoreError } from '../domain/index.js';
import { errnoOf, leniently } from './failures.js';
import { type FileSystem, putWhole, removeIfThere } from './file-system.js';
import { FREE, type Ownership } from './ownership.js';

/** How long a commit waits for the team's lock, in milliseconds, before it fails. */
export const LOCK_DEADLINE_MS = 10_000;

/** The lock is held; `untouched` if nobody else has held it since this store did. */
export interface HeldLock {
  readonly untouched: boolean;
}

type Attempt =
  | { readonly type: 'held'; readonly untouched: boolean }
  /** Somebody was quicker; the next attempt may be made at once. */
  | { readonly type: 'lost' }
  /** Somebody is waiting who should come first. */
  | { readonly type: 'after-others' }
  | { readonly type: 'busy'; readonly holder: string };

const GENERATION = /^lock\.([1-9]\d{0,14})$/;
const WANTED = 'lock.wanted';

/**
 * The lock of a team, by linked generations: the highest `lock.<generation>` says who holds it.
 *
 * A generation that is free, or whose owner is dead, is followed by linking the next one, which only
 * one process can. Only a holder removes lower ones, so the highest never goes back.
 */
export class TeamLock {
  readonly #ownerFile: string;
  readonly #freeFile: string;
  /** The generation this store holds, or has given back as free. */
  #generation = 0;
  #held = false;

  constructor(
    private readonly fs: FileSystem,
    private readonly folder: string,
    private readonly ownership: Ownership,
    private readonly wait: (ms: number) => Promise<unknown> = delay,
  ) {
    this.#ownerFile = join(folder, `lock.owner-${ownership.self.token}`);
    this.#freeFile = join(folder, `lock.free-${ownership.self.token}`);
  }

  /**
   * Waits until this store holds the lock.
   *
   * @throws StoreError (`lock_timeout`) after ten seconds; (`no_hard_links`).
   */
  async acquire(): Promise<HeldLock> {
    let waited = 0;
    for (let attempts = 1; ; attempts += 1) {
      const attempt = this.#attempt(attempts === 1);
      if (attempt.type === 'held') return attempt;
      if (waited >= LOCK_DEADLINE_MS) throw timedOut(attempt);
      if (attempt.type === 'lost' && attempts % 16 !== 0) continue;
      const pause = attempt.type === 'busy' ? 1 + Math.random() * Math.min(attempts, 8) : 5;
      waited += pause;
      await this.wait(pause);
    }
  }

  /**
   * Gives the lock back: as the next generation, free; where that cannot be linked, its own becomes
   * free.
   *
   * @throws when neither can be; the next release makes up for it.
   */
  release(): void {
    const own = this.#pathOf(this.#generation);
    try {
      const linked = this.#link(this.#freeFile, FREE, this.#generation + 1);
      // somebody released it by hand: what came after is not known
      this.#generation = linked ? this.#generation + 1 : 0;
    } catch {
      this.#name(this.#freeFile, FREE, () => this.fs.rename(this.#freeFile, own));
      this.#held = false;
      return;
    }
    this.#held = false;
    leniently(() => this.fs.unlink(own));
  }

  /**
   * Gives the lock back in the place of an owner that will not: the generation after its own becomes
   * free. False if somebody was quicker.
   *
   * @param generation the highest, which the owner holds.
   * @throws StoreError (`no_hard_links`).
   */
  giveBackFor(generation: number): boolean {
    return this.#link(this.#freeFile, FREE, generation + 1);
  }

  /** Removes what this store needed to lock; it is not used again. */
  dispose(): void {
    // the owner's last: by it the other is known to be left behind
    leniently(() => {
      for (const file of [this.#freeFile, this.#ownerFile]) removeIfThere(this.fs, file);
    });
  }

  #attempt(isFirst: boolean): Attempt {
    const names = this.fs.list(this.folder);
    const generations = generationsIn(names);
    const top = highest(generations);
    const untouched = top !== 0 && top === this.#generation;
    // the last release failed; if it was made up for by hand, others came after
    if (this.#held && untouched) return { type: 'held', untouched };
    this.#held = false;
    if (isFirst && untouched && names.includes(WANTED)) {
      leniently(() => this.fs.unlink(join(this.folder, WANTED)));
      return { type: 'after-others' };
    }
    const blocker = top === 0 ? undefined : this.#blockerAt(top);
    if (blocker !== undefined) return blocker;
    return this.#take(top, generations) ? { type: 'held', untouched } : { type: 'lost' };
  }

  #blockerAt(top: number): Attempt | undefined {
    const holding = this.ownership.at(this.#pathOf(top));
    if (holding.by === 'nobody') return { type: 'lost' };
    if (holding.by !== 'other') return undefined;
    leniently(() => this.fs.createSmall(join(this.folder, WANTED), ''));
    return { type: 'busy', holder: describe(holding.fields?.pid, holding.fields?.host) };
  }

  #take(top: number, lower: readonly number[]): boolean {
    const { self } = this.ownership;
    if (!this.#link(this.#ownerFile, JSON.stringify(self), top + 1)) return false;
    if (!this.#isHighest(top + 1)) return false;
    this.#generation = top + 1;
    this.#held = true;
    for (const generation of lower) leniently(() => this.fs.unlink(this.#pathOf(generation)));
    return true;
  }

  /** Names may have been free because all of them were removed behind a higher one. */
  #isHighest(generation: number): boolean {
    let isHighest = false;
    try {
      isHighest = topGeneration(this.fs.list(this.folder)) === generation;
      return isHighest;
    } finally {
      // nothing was done under it, and nothing below it was removed
      if (!isHighest) leniently(() => this.fs.unlink(this.#pathOf(generation)));
    }
  }

  /** Links a body to a generation. False if somebody was quicker. */
  #link(body: string, text: string, generation: number): boolean {
    try {
      this.#name(body, text, () => this.#linkTo(body, generation));
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    }
  }

  #linkTo(body: string, generation: number): void {
    try {
      this.fs.link(body, this.#pathOf(generation));
    } catch (error) {
      throw isWithoutLinks(error) ? noHardLinks(this.folder, error) : error;
    }
  }

  /** Gives a body a name; it is written once, or again if it was removed. */
  #name(body: string, text: string, name: () => void): void {
    try {
      name();
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      putWhole(this.fs, body, text);
      name();
    }
  }

  #pathOf(generation: number): string {
    return join(this.folder, lockFile(generation));
  }
}

/** The file of a generation of the lock, in its team's folder. */
export const lockFile = (generation: number): string => `lock.${generation}`;

/** The generation that says who holds the lock; 0 if there is none. */
export function topGeneration(names: readonly string[]): number {
  return highest(generationsIn(names));
}

const highest = (generations: readonly number[]): number => Math.max(0, ...generations);

function generationsIn(names: readonly string[]): number[] {
  return names.flatMap((name) => {
    const generation = GENERATION.exec(name)?.[1];
    return generation === undefined ? [] : [Number(generation)];
  });
}

const WITHOUT_LINKS = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM']);

/** Whether a link failed because the file system has none. */
export function isWithoutLinks(error: unknown): boolean {
  return WITHOUT_LINKS.has(errnoOf(error) ?? '');
}

function noHardLinks(folder: string, cause: unknown): Error {
  const advice = 'keep the registry on a file system that has them, for instance a local disk';
  return new StoreError(
    'no_hard_links',
    `the file system of ${folder} has no hard links, which the team's lock needs; ${advice}`,
    cause,
  );
}

function timedOut(attempt: Attempt): Error {
  const seconds = LOCK_DEADLINE_MS / 1000;
  const holder = attempt.type === 'busy' ? attempt.holder : 'others';
  return new StoreError(
    'lock_timeout',
    `the team's lock was held for ${seconds} s by ${holder}; if that process is gone, run codex-sessions doctor --release`,
  );
}

function describe(pid: Json | undefined, host: Json | undefined): string {
  return pid === undefined ? 'an owner that cannot be read' : `process ${pid} on ${host}`;
}
