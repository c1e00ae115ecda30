import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fields } from '../../support/mcp-messages.js';
import { eventDifferences } from '../../support/recorded-events.js';
import {
  type Difference,
  differencesOf,
  judge,
  type Outcome,
  type RecordedSession,
} from '../../support/recorded-sessions.js';
import { filledIn, normalised } from '../../support/recorded-text.js';

const FIXTURES = new URL('../../fixtures/codex-mcp-server-0.153.4/', import.meta.url);
const NOBODY = { cwd: '/nowhere', threads: new Map<string, string>() };
const THREAD = '01a202de-1f56-77f1-99a1-8e8c6e658b30';

const sessions = readdirSync(FIXTURES).map((file): [string, RecordedSession] => [
  file,
  JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8')) as RecordedSession,
]);

const result = (text: string, more: Fields = {}): Outcome => ({
  answer: { result: { content: [{ type: 'text', text }], ...more } },
});

/** What differs when a text was recorded and something came instead. */
const found = (recorded: Outcome, played: Outcome, names = NOBODY) =>
  differencesOf({ name: 'a case', recorded }, played, names);

describe.each(sessions)('the recording %s', (_, session) => {
  const cases = session.cases.filter((each) => each.recorded !== undefined);

  it('agrees with itself', () => {
    const differences = cases.flatMap((each) => differencesOf(each, each.recorded!, NOBODY));
    expect(cases.length).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });

  it('disagrees with whatever is changed in any place of it', () => {
    const blind = cases.flatMap((each) =>
      mutationsOf(each.recorded!)
        .filter((mutant) => differencesOf(each, mutant, NOBODY).length === 0)
        .map((mutant) => `${each.name}: ${JSON.stringify(mutant)}`),
    );
    expect(blind).toEqual([]);
  });

  it('has a name of its own for every case, and no id or path of the machine it was made on', () => {
    const names = session.cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const threads = JSON.stringify(session).match(/<thread:[^>]*>/g) ?? [];
    for (const thread of threads) expect(names).toContain(thread.slice(8, -1));
    expect(JSON.stringify(cases)).not.toMatch(/\/(home|tmp|root|work)\//);
  });
});

/** Every way to change one thing in an outcome that must not go unnoticed. */
function mutationsOf({ answer, events = '', ...others }: Outcome): Outcome[] {
  const all = { ...others, answer, events };
  const answers = answer === 'none' ? [{ result: {} }] : ['none' as const, ...changesIn(answer)];
  const types = events.split(' ').filter((type) => !type.endsWith('_delta') && type !== '');
  return [
    ...answers.map((changed) => ({ ...all, answer: changed as Outcome['answer'] })),
    ...types.map((type) => ({ ...all, events: events.replace(type, '') })),
    ...types.map((type) => ({ ...all, events: events.replace(type, `${type} surprise`) })),
    ...(others.files ?? []).map((name) => ({ ...all, files: [`not ${name}`] })),
    ...(others.asked ?? [])
      .flatMap(changesIn)
      .map((asked) => ({ ...all, asked: [asked as Fields] })),
    ...(others.elicitations === undefined ? [] : [{ ...all, elicitations: 99 }]),
    ...(others.notifications === undefined ? [] : [{ ...all, notifications: ['surprise'] }]),
  ];
}

/** Copies of a JSON value with one field taken away, added or changed. */
function changesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [`not ${value}`];
  if (Array.isArray(value)) {
    const changed = value.flatMap((each, at) => changesIn(each).map((one) => value.with(at, one)));
    return [...changed, [...value, 'more']];
  }
  const changed = Object.entries(value).flatMap(([key, each]) => [
    ...changesIn(each).map((one) => ({ ...value, [key]: one })),
    Object.fromEntries(Object.entries(value).filter(([other]) => other !== key)),
  ]);
  return [...changed, { ...value, more: 1 }];
}

describe('what differs from a recording', () => {
  it('is told by its place, with what was recorded and what came', () => {
    const added = { structuredContent: { agent_id: 'a' } };
    const second = { type: 'text', text: 'ids' };
    expect(found(result('old'), result('new', added))).toEqual([
      { case: 'a case', path: 'answer.result.content[0].text', expected: 'old', got: 'new' },
      {
        case: 'a case',
        path: 'answer.result.structuredContent',
        expected: undefined,
        got: { agent_id: 'a' },
      },
    ]);
    const [difference] = found(result('same'), {
      answer: { result: { content: [{ type: 'text', text: 'same' }, second] } },
    });
    expect(difference).toMatchObject({ path: 'answer.result.content[1]', got: second });
  });

  it('is an error instead of a result, or an answer instead of none', () => {
    const error = { code: -32601, message: 'method not found: x' };
    expect(found({ answer: 'none' }, { answer: { error } })).toMatchObject([
      { path: 'answer', expected: 'none', got: { error } },
    ]);
    expect(found(result('fine'), { answer: { error } }).map(({ path }) => path)).toEqual([
      'answer.result',
      'answer.error',
    ]);
  });

  it('is not what was not recorded', () => {
    const played = { ...result('x'), events: 'a', elicitations: 1, files: ['f'] };
    expect(found(result('x'), played)).toEqual([]);
    expect(differencesOf({ name: 'prepares' }, played, NOBODY)).toEqual([]);
  });

  it('is no id, path, port, time or number that is another in every run', () => {
    const names = { cwd: '/here', threads: new Map([[THREAD, '<thread:one>']]) };
    const recorded = result('<thread:one> in <cwd>/sub: hello from mock 7, Chunk ID: 68080e');
    const played = result(`${THREAD} in /here/sub: hello from mock 3, Chunk ID: aa11`);
    expect(found(recorded, played, names)).toEqual([]);
    expect(found(recorded, result(`${THREAD} in /there`), names)).toHaveLength(1);
    expect(found(recorded, played, NOBODY)).toHaveLength(1);
  });

  it('is told field by field where the model says what it was sent', () => {
    const dump = (effort: string) => result(JSON.stringify({ model: 'm', reasoning: { effort } }));
    expect(found(dump('high'), dump('low'))).toMatchObject([
      { path: 'answer.result.content[0].text.reasoning.effort', expected: 'high', got: 'low' },
    ]);
  });
});

describe('events in order', () => {
  it.each([
    ['a b c', 'a b c', []],
    ['a b c', 'a c', ['missing.b']],
    ['a c', 'a b c', ['added.b']],
    ['a b c', 'b a c', ['missing.a', 'added.a']],
    ['', 'a', ['added.a']],
    ['a a', 'a', ['missing.a']],
    ['x a_delta a_delta y', 'x a_delta y', []],
    ['x a_delta y', 'x y', ['missing.a_delta']],
  ])('%j, where there was %j, differ in %j', (expected, got, places) => {
    expect(eventDifferences(expected, got).map(({ path }) => path)).toEqual(
      places.map((place) => `events.${place}`),
    );
  });

  const COMMAND: Readonly<Record<string, string>> = {
    begin: 'exec_command_begin',
    output: 'exec_command_output_delta',
    end: 'item_completed exec_command_end',
  };
  const spelled = (types: string) => types.replace(/begin|output|end/g, (part) => COMMAND[part]!);

  it.each([
    ['begin a end b', 'begin a b end', []],
    ['begin a end b', 'begin end a b', []],
    ['begin output a end', 'begin a output end', []],
    ['begin begin a end end', 'begin end begin a end', []],
    ['begin a b end', 'begin b end a', ['missing a', 'added a']],
    ['begin end a begin end', 'begin a end begin', ['missing end']],
    ['begin a end', 'begin a', ['missing end']],
    ['begin a', 'begin a output', ['added output']],
    ['begin a end', 'end begin a end', ['added end']],
    ['begin a', 'a begin', ['missing begin', 'added begin']],
  ])('of a command, %j, where there was %j, differ in %j', (expected, got, places) => {
    const differences = places.flatMap((place) => {
      const [what, types = ''] = place.split(' ');
      return spelled(types)
        .split(' ')
        .map((type) => `events.${what}.${type}`);
    });
    expect(eventDifferences(spelled(expected), spelled(got)).map(({ path }) => path)).toEqual(
      differences,
    );
  });
});

describe('the judgement', () => {
  const difference = (name: string, path: string, got: unknown = 1): Difference => ({
    case: name,
    path,
    expected: 0,
    got,
  });

  it('explains differences by case, place and what must come', () => {
    const differences = [difference('one', 'a'), difference('two', 'a'), difference('two', 'b', 2)];
    const excuses = [
      { case: 'one', path: 'a', why: 'this one alone' },
      { case: /^two/, path: /^b$/, got: 2, why: 'this value alone' },
    ];
    expect(judge(differences, excuses)).toEqual({ unexplained: [differences[1]], unused: [] });
  });

  it('tells excuses that explain nothing', () => {
    const excuses = [
      { case: 'one', path: 'a', got: 2, why: 'another value came' },
      { case: 'none', path: /./, why: 'no such case' },
    ];
    const differences = [difference('one', 'a')];
    expect(judge(differences, excuses)).toEqual({ unexplained: differences, unused: excuses });
    const races = excuses.map((excuse) => ({ ...excuse, isRace: true as const }));
    expect(judge(differences, races)).toEqual({ unexplained: differences, unused: [] });
  });
});

describe('a request of a recording', () => {
  it('is filled in with the ids and paths of this run, and what was folded', () => {
    const names = { cwd: '/here', threads: new Map([[THREAD, '<thread:one>']]) };
    const request = { threadId: '<thread:one>', cwd: '<cwd>/sub', prompt: 'say:`<x*1500>`' };
    const filled = filledIn(request, names);
    expect(filled).toEqual({
      threadId: THREAD,
      cwd: '/here/sub',
      prompt: `say:\`${'x'.repeat(1500)}\``,
    });
    expect(normalised(filled, names)).toEqual(request);
  });
});
