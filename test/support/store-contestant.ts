import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { errnoOf } from '../../src/store/failures.js';
import type { FileSystem } from '../../src/store/file-system.js';
import { TeamLock } from '../../src/store/lock.js';
import { Ownership } from '../../src/store/ownership.js';
import type { Processes } from '../../src/store/processes.js';

/** How a lock is broken, for a contest that must find it. */
export type LockBug =
  | 'releases by removing its generation'
  | 'does not list again after linking'
  | 'takes whatever it has listed for the highest';

/** What a contestant is told when its life begins. */
export interface Life {
  readonly self: Processes['self'];
  readonly token: string;
  readonly turns: number;
  readonly bug?: LockBug;
}

export type Answer =
  | { readonly value: unknown }
  | { readonly failure: { readonly message: string; readonly code?: string } };

export interface ContestantData {
  readonly port: MessagePort;
  /** Two counters: the questions of all contestants, and the answers to this one. */
  readonly asked: Int32Array;
  readonly answered: Int32Array;
}

const { port, asked, answered } = workerData as ContestantData;

/** Asks for a step, and stands still until it is taken: anything may happen in between. */
function step(name: string, ...args: readonly unknown[]): unknown {
  const before = Atomics.load(answered, 0);
  port.postMessage({ name, args });
  Atomics.add(asked, 0, 1);
  Atomics.notify(asked, 0);
  // the wake-up of the last answer may come late
  while (Atomics.load(answered, 0) === before) Atomics.wait(answered, 0, before);
  const answer = receiveMessageOnPort(port)?.message as Answer;
  if ('value' in answer) return answer.value;
  throw Object.assign(new Error(answer.failure.message), answer.failure);
}

const onDisk =
  (name: keyof FileSystem) =>
  (...args: readonly unknown[]): never =>
    step(name, ...args) as never;

const steps: FileSystem = {
  makeFolder: onDisk('makeFolder'),
  chmod: onDisk('chmod'),
  list: onDisk('list'),
  stat: onDisk('stat'),
  readSmall: (path) => Buffer.from(step('readSmall', path) as Uint8Array),
  createSmall: onDisk('createSmall'),
  link: onDisk('link'),
  rename: onDisk('rename'),
  unlink: onDisk('unlink'),
  read: onDisk('read'),
  open: onDisk('open'),
  syncFolder: onDisk('syncFolder'),
};

/** A file system through which the lock behaves as if it had a bug. */
function broken(bug: LockBug | undefined): FileSystem {
  let linked: string | undefined;
  if (bug === 'releases by removing its generation') {
    const generationBefore = (path: string) =>
      path.replace(/\d+$/, (generation) => String(Number(generation) - 1));
    const link = (body: string, path: string) =>
      body.includes('lock.free') ? steps.unlink(generationBefore(path)) : steps.link(body, path);
    return { ...steps, link };
  }
  if (bug === 'does not list again after linking') {
    const link = (body: string, path: string) => {
      steps.link(body, path);
      linked = path.split('/').at(-1);
    };
    const list = (folder: string) => {
      const names = linked === undefined ? steps.list(folder) : [linked];
      linked = undefined;
      return names;
    };
    return { ...steps, link, list };
  }
  if (bug === 'takes whatever it has listed for the highest') {
    const readSmall = (path: string) => {
      const body = steps.readSmall(path);
      return body.toString() === 'free' ? body : Buffer.from('free');
    };
    return { ...steps, readSmall };
  }
  return steps;
}

async function live({ self, token, turns, bug }: Life): Promise<void> {
  const lookUp = (pid: number) => step('lookUp', pid) as ReturnType<Processes['lookUp']>;
  const fs = broken(bug);
  const ownership = new Ownership(fs, { self, bootedAt: 0, lookUp }, { ...self, token });
  const lock = new TeamLock(fs, '/team', ownership, async () => void step('wait'));
  for (let turn = 0; turn < turns; turn += 1) {
    await persistently(() => lock.acquire());
    step('enter');
    step('leave');
    await persistently(async () => lock.release());
  }
  step('end');
}

/** Tries again as long as the disk fails. */
async function persistently(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act();
      return;
    } catch (error) {
      if (errnoOf(error) !== 'EIO') throw error;
    }
  }
}

for (;;) {
  const life = step('begin') as Life;
  // a life ends early when its process dies, or time runs out for it
  await live(life).catch((error: Error) => step('fail', error.message));
}
