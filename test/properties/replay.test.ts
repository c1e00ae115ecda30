import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { sessionMachine, supervisorMachine } from '../../machines/index.js';
import { jsonOfReplay, report } from '../../src/cli/replay/report.js';
import { lightStep, stepInALine } from '../../src/cli/replay/steps.js';
import { newsOfTrace, type ReplayedStep, replay } from '../../src/inspect/replay/index.js';
import { type Line, MACHINES, replayed } from '../support/traces.js';
import { operations } from './operations.js';
import { type Edit, edited, edits, HOWS, replacements, withReplacement } from './replay-edits.js';
import { happenings, supervisorTrace, turnsTrace } from './replay-runs.js';

/** `PROPERTY_RUNS=10000` runs more, `PROPERTY_SEED=…` others. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 60);
const seed = Number(process.env.PROPERTY_SEED ?? 20_261_122);
const LONG = 24 * 3_600_000;

console.log(`replay: ${numRuns} runs, seed ${seed}`);

describe.each([
  ['without contents', false],
  ['with contents', true],
])('a run recorded %s', (_, contents) => {
  it.each([
    [
      'of a supervisor, with notes, restarts and a clock that jumps',
      operations.map((all) => async () => supervisorTrace(all, { contents })),
    ],
    [
      'of turns and a backend, with timers and what is told in mid-step',
      happenings.map((all) => () => turnsTrace(all, { contents })),
    ],
  ])(
    '%s, is allowed',
    async (__, runs) => {
      const property = fc.asyncProperty(runs, async (run) => {
        const lines = await run();
        expect(await replayed(lines)).toMatchObject({ wrong: null, lines: lines.length });
      });
      await fc.assert(property, { numRuns, seed });
    },
    LONG,
  );
});

/** Edits a trace, and checks where it is refused. Tells whether there was anything to edit. */
async function judge(lines: readonly Line[], edit: Edit): Promise<boolean> {
  const after = edited(lines, edit);
  if (after === undefined) return false;
  const { wrong } = await replayed(after.lines);
  if (wrong === null && after.mayBeAllowed) return true;
  const line = wrong?.line ?? Number.NaN;
  if (after.isFromOutside) expect(line, JSON.stringify(edit)).toBeGreaterThanOrEqual(after.at);
  else expect(line, JSON.stringify(edit)).toBe(after.at);
  return true;
}

const someEdits = fc.array(edits, { minLength: 8, maxLength: 8 });

describe('an edit of a recorded run, its running numbers put right', () => {
  it.each([
    ['a supervisor', HOWS.length, operations.map((all) => async () => supervisorTrace(all))],
    ['turns and a backend', HOWS.length, happenings.map((all) => () => turnsTrace(all))],
  ])(
    'of %s is refused: at its line, or later if that comes from outside',
    async (_, kinds, runs) => {
      const judged = new Set<Edit['how']>();
      const property = fc.asyncProperty(runs, someEdits, async (run, some) => {
        const lines = await run();
        for (const edit of some) if (await judge(lines, edit)) judged.add(edit.how);
      });
      await fc.assert(property, { numRuns: Math.ceil(numRuns / 3), seed });
      expect(judged.size).toBe(kinds);
    },
    LONG,
  );
});

/** Replays a trace and tells it in every way there is. */
async function tellAll(lines: readonly Line[]): Promise<void> {
  const world = { out() {}, error() {}, columns: null, colours: false } as never;
  const raws = lines.map((line, at) => {
    return { number: at + 1, text: JSON.stringify(line), isWhole: true };
  });
  const onStep = (step: ReplayedStep): void => void stepInALine(lightStep(step));
  const checked = await replay(raws, { machines: MACHINES, onStep });
  report('a trace', checked, world);
  JSON.stringify(jsonOfReplay('a trace', checked));
  await newsOfTrace(raws, MACHINES);
}

describe('a recorded run in which anything is replaced by anything', () => {
  it.each([
    ['a supervisor', operations.map((all) => async () => supervisorTrace(all))],
    ['turns and a backend', happenings.map((all) => () => turnsTrace(all))],
  ])(
    'of %s is told, whatever is wrong with it',
    async (_, runs) => {
      const some = fc.array(replacements, { minLength: 12, maxLength: 12 });
      const property = fc.asyncProperty(runs, some, async (run, all) => {
        const lines = await run();
        for (const one of all) {
          await expect(tellAll(withReplacement(lines, one)), JSON.stringify(one)).resolves.toBe(
            undefined,
          );
        }
      });
      await fc.assert(property, { numRuns: Math.ceil(numRuns / 3), seed });
    },
    LONG,
  );
});

describe('a run of machines with a bug', () => {
  it.each([
    [
      'a session that keeps its turn when it is lost',
      { session: sessionMachine.provide({ actions: { endTurn: assign({}) } }) },
    ],
    [
      'a session whose time follows the clock backwards',
      {
        session: sessionMachine.provide({
          actions: {
            refreshContext: assign(({ event }) =>
              event.type === 'context.refreshed' ? { lastActive: event.at } : {},
            ),
          },
        }),
      },
    ],
    [
      'a supervisor that never says it is full',
      { supervisor: supervisorMachine.provide({ guards: { takesLastSlot: () => false } }) },
    ],
    [
      'a supervisor that forgets to believe what a session says',
      { supervisor: supervisorMachine.provide({ actions: { follow: assign({}) } }) },
    ],
    [
      'a supervisor that binds two sessions to one thread',
      { supervisor: supervisorMachine.provide({ guards: { isBindable: () => true } }) },
    ],
  ])(
    'is refused, and replays with those machines: %s',
    async (_, machines) => {
      const broken = { supervisor: supervisorMachine, session: sessionMachine, ...machines };
      let refused = 0;
      const property = fc.asyncProperty(operations, async (all) => {
        const lines = supervisorTrace(all, { machines: broken });
        const right = await replayed(lines);
        if (right.wrong === null) return;
        refused += 1;
        const { wrong } = await replayed(lines, broken);
        // a bug may still break what is true between supervisor and sessions
        if (wrong !== null) expect(wrong.reason).toMatch(/^I\d+: /);
      });
      await fc.assert(property, { numRuns: 30, seed });
      expect(refused).toBeGreaterThan(0);
    },
    LONG,
  );
});
