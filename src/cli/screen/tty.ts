import { type Job, ownJob } from './job.js';

/** A part of an event emitter, as streams and the process are. */
type Emitter = Pick<NodeJS.EventEmitter, 'on' | 'off'>;

/** Where keys come from: `process.stdin` is one. */
export interface Input extends Emitter {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What is drawn on: `process.stdout` is one. */
export interface Output extends Emitter {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** False: it is full; `drain` follows. */
  write(text: string): boolean;
}

/** The terminal a person sits at, and what ends its use. */
export interface Tty {
  readonly input: Input;
  readonly output: Output;
  /** Tells of signals and of the end: `process` is one. */
  readonly process: Emitter;
  /** False on a terminal that cannot do more than print. */
  readonly canDraw: boolean;
  /** Undefined where no shell can stop this process. */
  readonly job?: Job | undefined;
  /** Runs a task once, after so many milliseconds, unless it is called off. */
  later(task: () => void, ms: number): () => void;
  /** The work is done: what is still under way must not hold this process up. */
  finish(): void;
  /** The terminal is gone: ends this process at once, as a hang-up does. */
  hangUp(): void;
}

/** How long what is under way may take in the end, in milliseconds. */
const LAST_WAIT_MS = 200;

/** The terminal of this process. */
export function ownTty(): Tty {
  const { stdin, stdout, env } = process;
  return {
    input: stdin,
    output: stdout,
    process,
    canDraw: stdout.isTTY && env.TERM !== 'dumb',
    job: ownJob(),
    later(task, ms) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    finish: () => void setTimeout(() => process.exit(), LAST_WAIT_MS).unref(),
    // an exit would restore the terminal, and Node 20 aborts where there is none any more
    hangUp: () => void process.kill(process.pid, 'SIGHUP'),
  };
}

/** The size of a screen, in columns and rows: 1 or more each. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How much a terminal shows; one that does not know its size says 0. */
export const sizeOf = ({ output }: Tty): Size => ({
  columns: output.columns || 80,
  rows: output.rows || 24,
});

/** Why a watch ends: somebody has seen enough, nobody reads any more, or the terminal is gone. */
export type End = 'enough' | 'unread' | 'hung_up';

/** Hears an event until it is called off. */
export function hearing(
  emitter: Emitter,
  event: string,
  listener: (text: string) => void,
): () => void {
  emitter.on(event, listener);
  return () => void emitter.off(event, listener);
}

/** Resolves on a signal, and when nobody can read any more what is written. */
export function cutOff({ output, process }: Tty): {
  readonly over: Promise<End>;
  readonly forget: () => void;
} {
  const ends: (() => void)[] = [];
  const over = new Promise<End>((resolve) => {
    const on = (emitter: Emitter, event: string, end: End) =>
      void ends.push(hearing(emitter, event, () => resolve(end)));
    on(process, 'SIGINT', 'enough');
    on(process, 'SIGTERM', 'enough');
    on(process, 'SIGHUP', 'hung_up');
    on(output, 'error', 'unread');
    on(output, 'close', 'unread');
  });
  return {
    over,
    forget: () => {
      for (const end of ends) end();
    },
  };
}
