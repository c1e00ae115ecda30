import { describe, expect, it } from 'vitest';
import { masked, shownValue } from '../../../../src/cli/config/shown.js';

describe('what is shown of program arguments', () => {
  it.each([
    [['-c', 'key=secret'], '-c key=…'],
    [['--config', 'a.b=sec=ret'], '--config a.b=…'],
    [['-ckey=secret'], '-ckey=…'],
    [['--config=key=secret'], '--config=key=…'],
    [['-c', 'secret'], '-c …'],
    [['-csecret'], '-c…'],
    [['--config=secret'], '--config=…'],
    [['--token', 'secret'], '--token …'],
    [['--token=secret'], '--token=…'],
    [['-t', 'secret', '--flag'], '-t … --flag'],
    [['-tsecret'], '…'],
    [['secret', ''], '… …'],
  ])('of %j is %j', (args, shown) => {
    expect(masked(args).join(' ')).toBe(shown);
    expect(shownValue('codex_args', args)).toBe(shown);
  });
});

describe('what is shown of a value', () => {
  it.each([
    ['codex_args', [], 'none'],
    ['max_turns', null, 'unlimited'],
    ['model', null, "Codex' own"],
    ['close_unused_after_days', null, 'never'],
    ['audit_file', null, "audit.jsonl in the team's folder"],
    ['max_turns', 3, '3'],
    ['events', false, 'false'],
  ] as const)('of %s, %j is %j', (key, value, shown) => {
    expect(shownValue(key, value)).toBe(shown);
  });
});
