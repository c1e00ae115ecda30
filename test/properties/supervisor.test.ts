import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assign } from 'xstate';
import { sessionMachine } from '../../machines/index.js';
import type { LiveOptions } from '../support/live-system.js';
import { Harness, throughTheFile } from './harness.js';
import { type Operation, operations } from './operations.js';

/** `PROPERTY_RUNS=100000` runs more, `PROPERTY_SEED=…` others. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000);
const seed = Number(process.env.PROPERTY_SEED ?? 20_261_122);

const property = (options: LiveOptions, reread = throughTheFile) =>
  fc.property(operations, (all: Operation[]) => {
    const harness = new Harness(options, reread);
    for (const operation of all) harness.run(operation);
    harness.live.supervisor.stop();
  });

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('random commands', () => {
  it(
    'agree with the reference, whatever listeners, clocks and failing actors do',
    () => {
      console.log(`random commands: ${numRuns} runs of up to 60, seed ${seed}`);
      fc.assert(property({ max: 2 }), { numRuns, seed });
    },
    24 * 3_600_000,
  );
});

describe('a seeded bug is found by random commands', () => {
  const found = (...args: Parameters<typeof property>) =>
    fc.check(property(...args), { numRuns: 300, seed, endOnFailure: true }).failed;

  it('I9: a registry that loses unknown fields on its way through the file', () => {
    const losing: typeof throughTheFile = (supervisor) => {
      const { sessions, ...rest } = throughTheFile(supervisor);
      return { ...rest, sessions: sessions.map((record) => ({ ...record, extra: {} })) };
    };
    expect(found({ max: 2 }, losing)).toBe(true);
  });

  it('I9: a registry that changes the order of its sessions', () => {
    const reordering: typeof throughTheFile = (supervisor) => {
      const { sessions, ...rest } = throughTheFile(supervisor);
      return { ...rest, sessions: [...sessions].reverse() };
    };
    expect(found({ max: 2 }, reordering)).toBe(true);
  });

  it('I11: a session whose time follows the clock backwards', () => {
    const session = sessionMachine.provide({
      actions: {
        refreshContext: assign(({ event }) =>
          event.type === 'context.refreshed' ? { lastActive: event.at } : {},
        ),
      },
    });
    expect(found({ max: 2, machines: { session } })).toBe(true);
  });
});
