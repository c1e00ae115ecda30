import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Decide, LockedRegistry } from '../../src/domain/ports/store.js';
import { Adoption } from '../../src/runtime/durable/adoption.js';
import { Decision } from '../../src/runtime/durable/decision.js';
import { Pending } from '../../src/runtime/durable/pending.js';
import { Serial } from '../../src/runtime/durable/serial.js';
import { Writer } from '../../src/runtime/durable/writer.js';
import { timeStandsStill } from '../support/durable.js';
import { ScriptedDisk } from '../support/scripted-disk.js';
import { worldProperty } from './durable-property.js';
import type { Around } from './durable-world.js';

const seed = Number(process.env.PROPERTY_SEED ?? 20_261_205);

timeStandsStill();
beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
afterEach(() => {
  vi.clearAllTimers();
  vi.restoreAllMocks();
});

async function expectFound(...args: Parameters<typeof worldProperty>): Promise<void> {
  const options = { numRuns: 1000, seed, endOnFailure: true };
  const { failed } = await fc.check(worldProperty(...args), options);
  expect(failed).toBe(true);
}

/** A store whose commits are not what they should be. */
const committing =
  (commit: (decide: Decide, ...stores: Parameters<Around>) => Promise<void>): Around =>
  (store, good) => ({
    team: store.team,
    load: () => store.load(),
    commit: (change) => commit(change as Decide, store, good),
    foreign: () => store.foreign(),
    close: () => store.close(),
  });

/** A store that shows decisions another registry. */
const showing = (shown: Partial<LockedRegistry>): Around =>
  committing((decide, store) => store.commit((registry) => decide({ ...registry, ...shown })));

describe('a store is found out that', () => {
  it('acknowledges before it has written', () =>
    expectFound({
      around: committing(
        (decide, store) =>
          new Promise((resolve, reject) => {
            const deciding: Decide = (registry) => {
              queueMicrotask(resolve);
              return decide(registry);
            };
            store.commit(deciding).catch(reject);
          }),
      ),
    }));

  it('calls a failed write a good one', () =>
    expectFound({ around: committing((decide, store) => store.commit(decide).catch(() => {})) }));

  it('gives claims back before it has written', () =>
    expectFound({
      around: committing((decide, store, good) =>
        store.commit((registry) => {
          const change = decide(registry);
          for (const { agentId, status } of change.upserts) {
            if (status !== 'active') good.disk.giveBack(good.process, agentId);
          }
          return change;
        }),
      ),
    }));

  it('keeps claims for ever', () => {
    vi.spyOn(ScriptedDisk.prototype, 'release').mockImplementation(() => {});
    return expectFound();
  });

  it('does not say who holds a name', () => expectFound({ around: showing({ holderOf: none }) }));

  it('does not say who owns a session', () => expectFound({ around: showing({ ownerOf: none }) }));

  it('takes no claims', () => {
    vi.spyOn(ScriptedDisk.prototype, 'claim').mockImplementation(() => {});
    return expectFound();
  });
});

const none = () => undefined;

describe('durable sessions are found out that', () => {
  it('forget what could not be written', () => {
    vi.spyOn(Pending.prototype, 'restore').mockImplementation(() => {});
    return expectFound();
  });

  it('do not take back an admission that could not be written', () => {
    vi.spyOn(Decision.prototype, 'fail').mockImplementation(() => {});
    return expectFound();
  });

  it('run commands of one session or name at once', () => {
    vi.spyOn(Serial.prototype, 'run').mockImplementation((_, task) => task());
    return expectFound();
  });

  it('overwrite what another process has changed', () => {
    vi.spyOn(Pending.prototype, 'isOutdated').mockImplementation(() => false);
    return expectFound();
  });

  it('act on what they know of a session, whatever the file says', () => {
    vi.spyOn(Adoption.prototype, 'adopt').mockImplementation(() => 'here');
    return expectFound();
  });

  it('write back what they have read', () => {
    vi.spyOn(Adoption.prototype, 'follows').mockImplementation(() => false);
    return expectFound();
  });

  it('call everything written at once', () => {
    vi.spyOn(Writer.prototype, 'flushed').mockImplementation(async () => {});
    return expectFound();
  });

  it('write nothing behind', () => {
    vi.spyOn(Pending.prototype, 'mark').mockImplementation(() => {});
    return expectFound();
  });
});
