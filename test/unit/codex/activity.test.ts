import { describe, expect, it } from 'vitest';
import { activityOf } from '../../../src/codex/activity.js';
import { unread } from '../../../src/codex/unread.js';
import { lines } from '../../support/codex-lines.js';

const activity = (item: unknown) => activityOf(unread(item));
const running = (command: string) => activity({ type: 'commandExecution', id: 'c', command });

describe('what a turn is doing', () => {
  it('is told of every kind of work we know', () => {
    const items = [
      lines.reasoningStarted,
      lines.messageStarted,
      lines.commandStarted,
      lines.changesStarted,
      lines.toolStarted,
      lines.compactionStarted,
    ];
    expect(items.map(({ params }) => activity(params.item))).toEqual([
      'thinking',
      'writing the answer',
      'running `touch outside-the-sandbox && echo created`',
      'changing 1 file',
      'calling mini.hello',
      'compacting the conversation',
    ]);
    const change = { path: 'a', kind: { type: 'add' }, diff: '' };
    expect(activity({ type: 'fileChange', changes: [change, change, change] })).toBe(
      'changing 3 files',
    );
    expect(activity({ type: 'dynamicToolCall', tool: 'lookup' })).toBe('calling lookup');
    expect(activity({ type: 'webSearch', query: 'a secret' })).toBe('searching the web');
    expect(activity({ type: 'collabAgentToolCall' })).toBe('working with another agent');
  });

  it('shows a command as a person would type it, on one line', () => {
    expect(running("/bin/bash -lc 'npm test'")).toBe('running `npm test`');
    expect(running("/bin/bash -lc 'a\n  b'")).toBe('running `a b`');
  });

  it('cuts a long command to 120 characters, and no character in half', () => {
    expect(running('x'.repeat(120))).toBe(`running \`${'x'.repeat(120)}\``);
    expect(running('🦉'.repeat(121))).toBe(`running \`${'🦉'.repeat(119)}…\``);
  });

  it.each([
    ['a prompt', lines.userMessageStarted.params.item],
    ['a kind of a later version', { type: 'timeTravel' }],
    ['a name every object has', { type: 'constructor' }],
    ['no item', undefined],
  ])('is not told of %s', (_, item) => {
    expect(activity(item)).toBeUndefined();
  });
});
