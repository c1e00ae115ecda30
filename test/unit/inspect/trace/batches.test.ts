import { describe, expect, it } from 'vitest';
import { Batches } from '../../../../src/inspect/trace/batches.js';

/** A disk whose writes end when a test says so. */
function slowDisk() {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const append = (text: string) =>
    new Promise<void>((resolve) => {
      waiting.push(() => {
        written.push(text);
        resolve();
      });
    });
  return { written, append, next: () => waiting.shift()?.() };
}

const turn = () => new Promise(setImmediate);

describe('what is written behind', () => {
  it('is written in order, what came meanwhile as one', async () => {
    const disk = slowDisk();
    const batches = new Batches({ append: disk.append, onFailure: () => {} });
    batches.add('a');
    batches.add('b');
    await turn();
    batches.add('c');
    batches.add('d');
    disk.next();
    await turn();
    await turn();
    disk.next();
    await batches.written();
    expect(disk.written).toEqual(['ab', 'cd']);
  });

  it('is too much when more waits than may, until the disk has followed', async () => {
    const disk = slowDisk();
    const batches = new Batches({ append: disk.append, onFailure: () => {}, mostWaiting: 3 });
    batches.add('abc');
    expect(batches.isBehind).toBe(false);
    batches.add('d');
    expect(batches.isBehind).toBe(true);
    await turn();
    disk.next();
    await batches.written();
    expect(batches.isBehind).toBe(false);
  });

  it('ends with the first text that cannot be written, which is told once', async () => {
    const causes: unknown[] = [];
    const full = new Error('no space left');
    let calls = 0;
    const append = async () => {
      calls += 1;
      throw full;
    };
    const batches = new Batches({ append, onFailure: (cause) => causes.push(cause) });
    batches.add('a');
    await batches.written();
    batches.add('b');
    await batches.written();
    await turn();
    expect(causes).toEqual([full]);
    expect(calls).toBe(1);
  });
});
