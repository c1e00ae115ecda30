import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { type Configuration, loadConfiguration } from '../../../../src/cli/config/load.js';
import {
  APPROVAL_DEFAULTS,
  APPROVAL_POLICIES,
  SANDBOXES,
  sessionRights,
} from '../../../../src/cli/config/rights.js';
import { camel, KEYS, type Key, variableOf } from '../../../../src/cli/config/settings.js';
import { requestIn, type Sketch } from './place.js';

/** `PROPERTY_RUNS=100000` runs more, `PROPERTY_SEED=…` others. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 3000);
const seed = Number(process.env.PROPERTY_SEED ?? 20_261_122);

const sandbox = fc.constantFrom(...SANDBOXES);
const policy = fc.constantFrom(...APPROVAL_POLICIES);

const rights = { sandbox, approval_policy: policy };
const settings = {
  ...rights,
  team: fc.constantFrom('a', 'b'),
  model: fc.constantFrom('a', 'b'),
  max_sessions: fc.integer({ min: 1, max: 20 }),
  max_turns: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant('none')),
  approval_default: fc.constantFrom('accept', ...APPROVAL_DEFAULTS),
};
const partly = { requiredKeys: [] };
const preset = fc.record({ ...rights, model: settings.model }, partly);
const presets = fc.record({ reviewer: preset }, partly);

/** What a person may set, a file's and variables' alike; often nothing. */
const person = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      ...settings,
      codex_command: fc.constantFrom('codex', 'mine'),
      approval_timeout_seconds: fc.integer({ min: 1, max: 9 }),
      audit: fc.boolean(),
    },
    partly,
  ),
);

/** What a project file may say. */
const legal = fc
  .tuple(
    fc.record({ ...settings, approval_default: fc.constantFrom('cancel', 'decline') }, partly),
    fc.record({ presets }, partly),
  )
  .map((parts) => stringify(Object.assign({}, ...parts)));

/** What it may not say, though a person may. */
const forbidden = fc.constantFrom(
  'codex_command = "theirs"',
  'codex_args = ["-c", "a=b"]',
  'events = false',
  'elicitation = "never"',
  'approval_timeout_seconds = 1',
  'approval_default = "accept"',
  'audit = false',
  'audit_file = "/theirs"',
);

const anything = fc.oneof(
  fc.string(),
  fc
    .tuple(fc.constantFrom(...KEYS, 'presets', 'trust'), fc.jsonValue())
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
);

const project = fc.oneof(
  { weight: 8, arbitrary: legal },
  { weight: 1, arbitrary: forbidden },
  { weight: 1, arbitrary: anything },
);

const sketch = fc
  .record({ file: person, presets, variables: person, flags: person })
  .map(({ file, presets: own, variables, flags }): Sketch => {
    const texts = (values: object, nameOf: (key: never) => string) =>
      Object.fromEntries(
        Object.entries(values).map(([key, value]) => [nameOf(key as never), String(value)]),
      );
    return {
      user: stringify({ ...file, presets: own }),
      env: texts(variables, variableOf),
      flags: texts(flags, (key: string) => key),
    };
  });

/** Half of the time, nothing. */
const often = { freq: 1 };

/** A session that is asked for, and what Codex itself would do: its configuration, and beyond that. */
const session = fc.record({
  identity: fc.constantFrom(null, 'reviewer'),
  asked: fc.record({
    sandbox: fc.option(sandbox, often),
    approvalPolicy: fc.option(policy, often),
  }),
  own: fc.record({ sandbox: fc.option(sandbox, often), approvalPolicy: fc.option(policy, often) }),
  beyond: fc.record({
    sandbox: fc.constantFrom('read-only', 'workspace-write'),
    approvalPolicy: fc.constantFrom('untrusted', 'on-request'),
  }),
});

type Session = typeof session extends fc.Arbitrary<infer T> ? T : never;

const rank = <T>(order: readonly T[], value: T): number => order.indexOf(value);

/** How much a session may do: each part is wider the larger it is. */
function reach(configuration: Configuration, { identity: name, asked, own, beyond }: Session) {
  const { settings, bounds, presets: all } = configuration;
  const preset = name === null ? null : (all.get(name) ?? null);
  const given = sessionRights({ asked, preset, settings, bounds, own });
  const used = given.sandbox ?? own.sandbox ?? beyond.sandbox;
  const policyUsed = given.approvalPolicy ?? own.approvalPolicy ?? beyond.approvalPolicy;
  const escapes = policyUsed !== 'never' && settings.approvalDefault === 'accept';
  return {
    sandbox: rank<string>(SANDBOXES, used),
    approvalPolicy: rank<string>(APPROVAL_POLICIES, policyUsed),
    // an approval that nobody answers, and that is accepted, leaves the sandbox
    alone: escapes ? SANDBOXES.length : rank<string>(SANDBOXES, used),
    approvalDefault: rank(APPROVAL_DEFAULTS, settings.approvalDefault),
    sessions: settings.maxSessions,
    turns: settings.maxTurns ?? Number.POSITIVE_INFINITY,
  };
}

/** All that a project file has to do with. */
const PROJECTS = [
  'team',
  'max_sessions',
  'max_turns',
  'model',
  'sandbox',
  'approval_policy',
  'approval_default',
];

/** What no project file changes. */
function untouched({ settings }: Configuration) {
  const changing = PROJECTS.map(camel);
  return Object.entries(settings).filter(([key]) => !changing.includes(key));
}

/** What the person sets in any way. */
function saidIn({ flags = {}, env = {}, user = '' }: Sketch): readonly Key[] {
  const file = parse(user);
  return KEYS.filter((key) => key in flags || variableOf(key) in env || key in file);
}

describe('no project file, whatever is in it', () => {
  it('gives any session wider rights than it has without', () => {
    console.log(`project files: ${numRuns} runs, seed ${seed}`);
    const seen = { refused: 0, same: 0, narrower: 0 };
    fc.assert(
      fc.property(sketch, project, session, (mine, theirs, one) => {
        const without = loadConfiguration(requestIn(mine));
        const loaded = loadConfiguration(requestIn({ ...mine, project: theirs }));
        if (!without.ok) throw new Error(JSON.stringify(without.refusal));
        if (!loaded.ok) {
          // refused whole: nothing is started
          seen.refused += 1;
          return;
        }
        const [before, after] = [reach(without.value, one), reach(loaded.value, one)];
        for (const key of Object.keys(before) as (keyof typeof before)[]) {
          expect([key, after[key] <= before[key]]).toEqual([key, true]);
        }
        expect(untouched(loaded.value)).toEqual(untouched(without.value));
        seen[JSON.stringify(before) === JSON.stringify(after) ? 'same' : 'narrower'] += 1;
      }),
      { numRuns, seed },
    );
    expect(Math.min(seen.narrower, seen.same, seen.refused)).toBeGreaterThan(numRuns / 15);
  }, 3_600_000);

  it('takes anything away that the person set', () => {
    fc.assert(
      fc.property(sketch, project, (mine, theirs) => {
        const loaded = loadConfiguration(requestIn({ ...mine, project: theirs }));
        if (!loaded.ok) return;
        const { origins, notes } = loaded.value;
        const cautious = notes.find(({ key }) => key === 'approval_default');
        const taken = saidIn(mine).filter((key) => origins[key].layer === 'project file');
        expect(taken).toEqual(cautious === undefined ? [] : ['approval_default']);
      }),
      { numRuns, seed },
    );
  }, 3_600_000);
});
