import { describe, expect, it } from 'vitest';
import type { Decide } from '../../../src/domain/ports/store.js';
import { CommitQueue, type WaitingCommit } from '../../../src/store/commit-queue.js';

const decisions = new Map<string, Decide>();
/** A decision with a name. */
function named(name: string): Decide {
  const decide = decisions.get(name) ?? (() => ({ upserts: [], removals: [] }));
  decisions.set(name, decide);
  return decide;
}
const nameOf = ({ decide }: WaitingCommit) =>
  [...decisions].find(([, each]) => each === decide)?.[0] ?? 'unknown';

/** A queue whose groups end when a test says so. */
function heldQueue() {
  const groups: string[][] = [];
  const ends: (() => void)[] = [];
  const queue = new CommitQueue(async (take) => {
    const group = take();
    groups.push(group.map(nameOf));
    await new Promise<void>((end) => ends.push(end));
    for (const { resolve } of group) resolve();
  });
  const endNext = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, groups, endNext };
}

describe('a queue of commits', () => {
  it('runs the first at once, and what comes meanwhile as one group after it', async () => {
    const { queue, groups, endNext } = heldQueue();
    const commits = ['a', 'b', 'c'].map((name) => queue.push(named(name)));
    expect(groups).toEqual([['a']]);
    await endNext();
    expect(groups).toEqual([['a'], ['b', 'c']]);
    void queue.push(named('d'));
    await endNext();
    expect(groups).toEqual([['a'], ['b', 'c'], ['d']]);
    await Promise.all(commits);
    await endNext();
    await queue.idle();
  });

  it('takes in what comes before its group takes, however late that is', async () => {
    const taken: string[][] = [];
    let ready = () => {};
    const queue = new CommitQueue(async (take) => {
      await new Promise<void>((resolve) => {
        ready = resolve;
      });
      const group = take();
      taken.push(group.map(nameOf));
      for (const { resolve } of group) resolve();
    });
    const commits = [queue.push(named('a')), queue.push(named('b'))];
    ready();
    await Promise.all(commits);
    expect(taken).toEqual([['a', 'b']]);
  });

  it('is idle only when nothing runs and nothing waits', async () => {
    const { queue, endNext } = heldQueue();
    await queue.idle();
    void queue.push(named('a'));
    void queue.push(named('b'));
    let isIdle = false;
    const idle = queue.idle().then(() => {
      isIdle = true;
    });
    await endNext();
    expect(isIdle).toBe(false);
    await endNext();
    await idle;
    expect(isIdle).toBe(true);
  });

  it('goes on after a group that was rejected', async () => {
    const queue = new CommitQueue(async (take) => {
      for (const commit of take()) {
        if (nameOf(commit) === 'bad') commit.reject(new Error('bad'));
        else commit.resolve();
      }
    });
    await expect(queue.push(named('bad'))).rejects.toThrow('bad');
    await expect(queue.push(named('good'))).resolves.toBeUndefined();
  });
});
