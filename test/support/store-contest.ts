import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type { Processes } from '../../src/store/processes.js';
import { MemoryFileSystem } from './memory-file-system.js';
import type { Random } from './power-failure.js';
import type { Answer, ContestantData, Life, LockBug } from './store-contestant.js';
import { FakeHost } from './store-host.js';

interface Step {
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface ContestOptions {
  readonly random: Random;
  /** How often each contestant takes the lock. */
  readonly turns: number;
  /** How many of them may die; each is followed by another process. */
  readonly deaths: number;
  /** How many steps on the disk may fail. */
  readonly failures: number;
  readonly bug?: LockBug | undefined;
}

export interface ContestResult {
  /** What happened, up to the first violation: `101 link /team/lock.3`. */
  readonly trace: readonly string[];
  /** What must not be; null if all is well. */
  readonly violation: string | null;
  readonly turns: number;
}

const CONTESTANT = new URL('./store-contest-thread.mjs', import.meta.url);

/**
 * Threads that contend for one lock with its real code. Each stands still before every step it takes
 * on the disk, so that any order of their steps can be had, and the same one again.
 */
export class Contestants {
  readonly #asked = new Int32Array(new SharedArrayBuffer(4));
  readonly #all: Contestant[];

  constructor(count: number) {
    this.#all = Array.from({ length: count }, () => new Contestant(this.#asked));
  }

  /** Resolves when they can contend. A thread begins only while this one does not stand still. */
  async ready(): Promise<void> {
    while (!this.#all.every((contestant) => contestant.isStanding())) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets them contend once, in an order that chance decides. */
  run(options: ContestOptions): ContestResult {
    const contest = new Contest(options);
    for (const contestant of this.#all) contestant.life = undefined;
    while (contest.violation === null) {
      this.#allStand();
      const running = this.#all.filter((one) => !contest.isOver(one));
      if (running.length === 0) break;
      const chosen = running[Math.floor(options.random() * running.length)];
      if (chosen !== undefined) contest.proceed(chosen);
    }
    this.#endLives();
    return contest;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((contestant) => contestant.worker.terminate()));
  }

  #allStand(): void {
    while (!this.#all.every((contestant) => contestant.isStanding())) {
      const asked = Atomics.load(this.#asked, 0);
      if (!this.#all.every((contestant) => contestant.isStanding())) {
        Atomics.wait(this.#asked, 0, asked, 1000);
      }
    }
  }

  /** After a violation some are in the middle of a turn. */
  #endLives(): void {
    this.#allStand();
    for (const contestant of this.#all) {
      while (contestant.standing?.name !== 'begin') {
        contestant.die();
        this.#allStand();
      }
    }
  }
}

const DIED: Answer = { failure: { message: 'this process is dead' } };

class Contestant {
  readonly worker: Worker;
  readonly #port: MessagePort;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  /** The step it stands before. */
  standing: Step | undefined;
  life: { readonly processes: Processes; readonly fs: MemoryFileSystem } | undefined;

  constructor(asked: Int32Array) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: ContestantData = { port: port2, asked, answered: this.#answered };
    this.worker = new Worker(CONTESTANT, { workerData, transferList: [port2], execArgv: [] });
    port1.unref();
  }

  isStanding(): boolean {
    this.standing ??= receiveMessageOnPort(this.#port)?.message as Step | undefined;
    return this.standing !== undefined;
  }

  /** Ends its life: whatever it still tries fails, until it begins anew. */
  die(): void {
    this.life = undefined;
    this.answer(this.standing?.name === 'fail' ? { value: undefined } : DIED);
  }

  answer(answer: Answer): void {
    this.standing = undefined;
    this.#port.postMessage(answer);
    Atomics.add(this.#answered, 0, 1);
    Atomics.notify(this.#answered, 0);
  }
}

class Contest implements ContestResult {
  readonly trace: string[] = [];
  violation: string | null = null;
  turns = 0;
  readonly #disk = new MemoryFileSystem({ folders: ['/team'] });
  readonly #host = new FakeHost();
  readonly #done = new Set<Contestant>();
  #deathsLeft: number;
  #failuresLeft: number;
  #lives = 0;
  /** Who has the lock, and lives. */
  #holder: Contestant | undefined;

  constructor(private readonly options: ContestOptions) {
    this.#deathsLeft = options.deaths;
    this.#failuresLeft = options.failures;
  }

  isOver(contestant: Contestant): boolean {
    return this.#done.has(contestant) && contestant.standing?.name === 'begin';
  }

  proceed(contestant: Contestant): void {
    const { life } = contestant;
    if (contestant.standing?.name === 'begin') return this.#begin(contestant);
    if (life === undefined) return contestant.die();
    if (this.#deathsLeft > 0 && this.options.random() < 0.02) return this.#die(contestant);
    const { name, args } = contestant.standing ?? { name: 'end', args: [] };
    this.trace.push(`${life.processes.self.pid} ${name} ${args.join(' ').slice(0, 60)}`);
    contestant.answer(this.#take(contestant, name, args));
  }

  #begin(contestant: Contestant): void {
    this.#lives += 1;
    const processes = this.#host.start();
    contestant.life = { processes, fs: this.#disk.fork() };
    this.#done.add(contestant);
    const { turns, bug } = this.options;
    const life: Life = {
      self: processes.self,
      token: `t${this.#lives}`,
      turns,
      ...(bug && { bug }),
    };
    contestant.answer({ value: life });
  }

  #die(contestant: Contestant): void {
    this.#deathsLeft -= 1;
    const { life } = contestant;
    if (life === undefined) return;
    this.trace.push(`${life.processes.self.pid} dies`);
    this.#host.end(life.processes);
    life.fs.die();
    if (this.#holder === contestant) this.#holder = undefined;
    // another process comes in its place
    this.#done.delete(contestant);
    contestant.die();
  }

  #take(contestant: Contestant, name: string, args: readonly unknown[]): Answer {
    if (name === 'enter') return this.#enter(contestant);
    if (name === 'leave') this.#holder = undefined;
    if (name === 'fail') this.violation ??= `a contestant failed: ${args.join(' ')}`;
    if (name === 'lookUp') return { value: this.#host.lookUp(Number(args[0])) };
    if (['leave', 'fail', 'wait', 'end'].includes(name)) return { value: undefined };
    if (this.#failuresLeft > 0 && this.options.random() < 0.05) {
      this.#failuresLeft -= 1;
      this.trace.push('  which fails');
      return { failure: { message: `EIO, ${name}`, code: 'EIO' } };
    }
    try {
      const fs = contestant.life?.fs as unknown as Record<string, (...all: unknown[]) => unknown>;
      return { value: fs[name]?.(...args) };
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      return { failure: { message, ...(code !== undefined && { code }) } };
    }
  }

  #enter(contestant: Contestant): Answer {
    const pids = [this.#holder, contestant].map((one) => one?.life?.processes.self.pid);
    if (this.#holder !== undefined) this.violation = `${pids.join(' and ')} hold the lock at once`;
    this.#holder = contestant;
    this.turns += 1;
    return { value: undefined };
  }
}
