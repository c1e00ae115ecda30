import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { SideName } from '../sides/index.js';
import type { SideSizes } from './side.js';

/** Which side, and how large. */
export interface SideSpec {
  readonly side: SideName;
  readonly sizes: SideSizes;
}

export type Round<Name extends string> = Readonly<Record<Name, number>>;

interface Plan<Name extends string> {
  readonly sides: Readonly<Record<Name, SideSpec>>;
  /** How often all sides are sampled, one after the other: A B A B. */
  readonly rounds: number;
  /** Rounds that are run first and not counted. Default 0. */
  readonly warmUp?: number;
  /** A new process for every sample. Default: one process for each side, used for all rounds. */
  readonly fresh?: boolean;
}

/**
 * Samples several sides alternately, each in a process of its own: none of them sees the heap or
 * the compiled code of another, and noise of the machine hits all of them alike.
 */
export async function interleaved<Name extends string>(plan: Plan<Name>): Promise<Round<Name>[]> {
  const names = Object.keys(plan.sides) as Name[];
  const total = plan.rounds + (plan.warmUp ?? 0);
  const hosts = new Hosts<Name>(plan.sides, plan.fresh ?? false);
  const rounds: Round<Name>[] = [];
  try {
    for (let round = 0; round < total; round += 1) {
      const samples: Partial<Record<Name, number>> = {};
      for (const name of names) samples[name] = await hosts.sample(name);
      rounds.push(samples as Round<Name>);
    }
  } finally {
    await hosts.end();
  }
  return rounds.slice(plan.warmUp ?? 0);
}

/** The processes of a plan's sides. */
class Hosts<Name extends string> {
  readonly #running = new Map<Name, ChildProcess>();

  constructor(
    private readonly sides: Readonly<Record<Name, SideSpec>>,
    private readonly fresh: boolean,
  ) {}

  async sample(name: Name): Promise<number> {
    if (this.fresh) await this.#end(name);
    const host = this.#running.get(name) ?? (await this.#start(name));
    host.send('sample');
    return Number(await answerOf(host));
  }

  async end(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.#end(name)));
  }

  async #start(name: Name): Promise<ChildProcess> {
    const host = fork(new URL('../host.ts', import.meta.url), [JSON.stringify(this.sides[name])], {
      execArgv: ['--expose-gc', '--import', import.meta.resolve('tsx')],
    });
    this.#running.set(name, host);
    await answerOf(host);
    return host;
  }

  /** Waits until it is gone: what it started must not disturb the next one. */
  async #end(name: Name): Promise<void> {
    const host = this.#running.get(name);
    this.#running.delete(name);
    if (host === undefined || host.exitCode !== null || host.signalCode !== null) return;
    const gone = once(host, 'exit');
    host.disconnect();
    await gone;
  }
}

/** The next message of a host; rejects when the host ends instead. */
async function answerOf(host: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(host, 'exit', { signal }).then(([code]) => {
    throw new Error(`the process of a side ended with code ${code}`);
  });
  try {
    const [message] = await Promise.race([once(host, 'message', { signal }), ended]);
    return message;
  } finally {
    ended.catch(() => {});
    waiting.abort();
  }
}
