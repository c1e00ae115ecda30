import { createActor, fromPromise, SimulatedClock } from 'xstate';
import { type BackendPatience, backendMachine } from '../../machines/index.js';
import type { BackendExit, CodexBackend } from '../../src/domain/ports/codex.js';

const EXIT: BackendExit = { exitCode: 1, signal: null, stderrTail: [] };

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error('a promise runs its executor at once');
  return { promise, ...settle };
}

/** A live backend actor, whose processes start, die and stop when a test says so. */
export function backendWorld(patience: BackendPatience) {
  const clock = new SimulatedClock();
  const starts: Deferred<CodexBackend>[] = [];
  const exits: Deferred<BackendExit>[] = [];
  const stops: (Deferred<void> & { readonly backend: CodexBackend | null })[] = [];
  const machine = backendMachine.provide({
    actors: {
      startBackend: fromPromise(() => added(starts, deferred<CodexBackend>()).promise),
      watchBackend: fromPromise(() => added(exits, deferred<BackendExit>()).promise),
      stopBackend: fromPromise(
        ({ input }) => added(stops, { ...deferred<void>(), backend: input }).promise,
      ),
    },
  });
  const actor = createActor(machine, { input: { patience }, clock });
  actor.start();
  const settled = async () => {
    for (let tick = 0; tick < 10; tick += 1) await Promise.resolve();
  };
  return {
    ...{ actor, clock, starts, exits, stops },
    get state() {
      return actor.getSnapshot().value;
    },
    get context() {
      return actor.getSnapshot().context;
    },
    need: () => actor.send({ type: 'backend.need' }),
    async started(): Promise<CodexBackend> {
      const process = { pid: starts.length } as unknown as CodexBackend;
      starts.at(-1)?.resolve(process);
      await settled();
      return process;
    },
    async failed(error: unknown = new Error('it did not start')): Promise<void> {
      starts.at(-1)?.reject(error);
      await settled();
    },
    async died(): Promise<void> {
      exits.at(-1)?.resolve(EXIT);
      await settled();
    },
    async stopped(): Promise<void> {
      stops.at(-1)?.resolve();
      await settled();
    },
  };
}

function added<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}
