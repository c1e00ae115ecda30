import { describe, expect, it } from 'vitest';
import { Serial } from '../../../../src/runtime/durable/serial.js';
import { progress } from '../../../support/durable.js';
import { promisesSettled } from '../../../support/warnings.js';

/** Tasks that tell when they begin, and end when a test says. */
function tasks() {
  const serial = new Serial();
  const begun: string[] = [];
  const ends = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const run = (name: string, ...keys: readonly string[]): Promise<string> =>
    serial.run(keys, () => {
      begun.push(name);
      return new Promise((resolve, reject) => {
        ends.set(name, { resolve: () => resolve(name), reject });
      });
    });
  const end = async (name: string) => {
    ends.get(name)?.resolve();
    await promisesSettled();
  };
  const fail = async (name: string) => {
    ends.get(name)?.reject(new Error(name));
    await promisesSettled();
  };
  return { serial, begun, run, end, fail };
}

describe('tasks', () => {
  it('begin at once, in the same step, when they share nothing', () => {
    const { begun, run } = tasks();
    void run('one', 'a');
    void run('two', 'b', 'c');
    void run('three');
    expect(begun).toEqual(['one', 'two', 'three']);
  });

  it('of one key run one after another, in the order they came', async () => {
    const { begun, run, end } = tasks();
    for (const name of ['one', 'two', 'three']) void run(name, 'a');
    await end('one');
    expect(begun).toEqual(['one', 'two']);
    await end('two');
    expect(begun).toEqual(['one', 'two', 'three']);
  });

  it('wait for all that they share something with', async () => {
    const { begun, run, end } = tasks();
    void run('one', 'a');
    void run('two', 'b');
    void run('both', 'a', 'b');
    void run('after', 'b');
    await end('two');
    expect(begun).toEqual(['one', 'two']);
    await end('one');
    expect(begun).toEqual(['one', 'two', 'both']);
    await end('both');
    expect(begun).toEqual(['one', 'two', 'both', 'after']);
  });

  it('resolve and reject as they end; one that failed holds nobody up', async () => {
    const { run, end, fail } = tasks();
    const one = run('one', 'a');
    const two = run('two', 'a');
    const failed = expect(one).rejects.toThrow('one');
    await fail('one');
    await failed;
    await end('two');
    expect(await two).toBe('two');
  });

  it('may have the same key twice', async () => {
    const { run, end } = tasks();
    const one = run('one', 'a', 'a');
    await end('one');
    expect(await one).toBe('one');
  });
});

describe('idle', () => {
  it('resolves when nothing runs and nothing waits', async () => {
    const { serial, run, end } = tasks();
    await serial.idle();
    void run('one', 'a');
    void run('two', 'a');
    const seen = progress(serial.idle());
    await end('one');
    expect(seen.state).toBe('open');
    await end('two');
    expect(seen.state).toBe('good');
  });

  it('waits for what begins meanwhile, and for what fails', async () => {
    const { serial, run, end, fail } = tasks();
    const one = run('one', 'a');
    const seen = progress(serial.idle());
    void run('two', 'b');
    const failed = expect(one).rejects.toThrow('one');
    await fail('one');
    await failed;
    expect(seen.state).toBe('open');
    await end('two');
    expect(seen.state).toBe('good');
  });
});
