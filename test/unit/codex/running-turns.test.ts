import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../src/codex/facts.js';
import { RunningTurns } from '../../../src/codex/running-turns.js';
import type { CodexFact } from '../../../src/domain/ports/codex.js';
import { lines, turnEnd } from '../../support/codex-lines.js';

interface Line {
  readonly method: string;
  readonly params: unknown;
}

/** Tells lines to a memory as the client does, and gives the facts of all of them. */
function hear(turns: RunningTurns, ...heard: Line[]): CodexFact[] {
  return heard.flatMap(({ method, params }) => {
    turns.hear(method, params);
    return factsOf(method, params).map((fact) => turns.follow(fact));
  });
}

const completed = turnEnd({ status: 'completed' });
const answerOf = (...heard: Line[]) => hear(new RunningTurns(), ...heard).at(-1);
const onTurn = ({ method, params }: { method: string; params: object }, turnId: string) => ({
  method,
  params: { ...params, turnId },
});

describe('the last message of a turn', () => {
  it('is what Codex says it is', () => {
    const items = [{ type: 'agentMessage', text: 'the final one' }];
    const end = turnEnd({ status: 'completed', items });
    expect(answerOf(lines.turnStarted, lines.commentaryCompleted, end)).toMatchObject({
      lastMessage: 'the final one',
    });
  });

  it('is the last commentary when there was nothing else', () => {
    expect(answerOf(lines.turnStarted, lines.commentaryCompleted, completed)).toMatchObject({
      lastMessage: 'nothing but commentary',
    });
  });

  it.each([
    ['command', lines.commandStarted],
    ['change', lines.changesStarted],
    ['tool call', lines.toolStarted],
  ])('is empty when a %s came after it and then nothing', (_, tool) => {
    const heard = [lines.turnStarted, lines.commentaryCompleted, tool, completed];
    expect(answerOf(...heard)).toMatchObject({ type: 'turn.completed', lastMessage: '' });
  });

  it('survives thinking and compacting after it', () => {
    const heard = [
      lines.turnStarted,
      lines.messageCompleted('words'),
      lines.reasoningStarted,
      lines.compactionStarted,
      completed,
    ];
    expect(answerOf(...heard)).toMatchObject({ lastMessage: 'words' });
  });

  it('is remembered of a turn whose beginning was not told: it began before we listened', () => {
    expect(answerOf(lines.commentaryCompleted, completed)).toMatchObject({
      lastMessage: 'nothing but commentary',
    });
  });

  it('is not forgotten when the beginning is told twice', () => {
    const heard = [lines.turnStarted, lines.commentaryCompleted, lines.turnStarted, completed];
    expect(answerOf(...heard)).toMatchObject({ lastMessage: 'nothing but commentary' });
  });

  it('H3: is not taken from a late line of another turn', () => {
    const late = onTurn(lines.commentaryCompleted, 'turn-0');
    expect(answerOf(lines.turnStarted, late, completed)).toMatchObject({ lastMessage: '' });
    const lateTool = onTurn(lines.commandStarted, 'turn-0');
    const heard = [lines.turnStarted, lines.messageCompleted('words'), lateTool, completed];
    expect(answerOf(...heard)).toMatchObject({ lastMessage: 'words' });
  });

  it('H3: is not lost by the late end of another turn', () => {
    const late = turnEnd({ id: 'turn-0', status: 'completed' });
    const turns = new RunningTurns();
    const facts = hear(turns, lines.turnStarted, lines.commentaryCompleted, late, completed);
    const ends = facts.filter(({ type }) => type === 'turn.completed');
    expect(ends).toMatchObject([{ lastMessage: '' }, { lastMessage: 'nothing but commentary' }]);
  });

  it.each([
    ['it completed', completed],
    ['it failed', turnEnd({ status: 'failed' })],
    ['it was interrupted', turnEnd({ status: 'interrupted' })],
    ['its thread was unloaded', lines.unloaded],
  ])('is forgotten when %s', (_, end) => {
    expect(answerOf(lines.turnStarted, lines.commentaryCompleted, end, completed)).toMatchObject({
      lastMessage: '',
    });
  });

  it('is forgotten when the process is gone', () => {
    const turns = new RunningTurns();
    hear(turns, lines.turnStarted, lines.commentaryCompleted);
    turns.clear();
    expect(hear(turns, completed)).toMatchObject([{ lastMessage: '' }]);
  });
});

describe('the changes of an item', () => {
  const change = {
    path: '/folder/new-file.txt',
    kind: 'add',
    diff: 'written by the mock model\n',
  };

  it('are known while it is at work', () => {
    const turns = new RunningTurns();
    hear(turns, lines.turnStarted, lines.changesStarted);
    expect(turns.changesOf('thread-1', 'call_45_1')).toEqual([change]);
    expect(turns.changesOf('thread-2', 'call_45_1')).toEqual([]);
    expect(turns.changesOf('thread-1', 'call_45_2')).toEqual([]);
    hear(turns, lines.changesCompleted);
    expect(turns.changesOf('thread-1', 'call_45_1')).toEqual([]);
  });

  it('leave out what is not shaped as a change', () => {
    const turns = new RunningTurns();
    const moved = { path: 'b', kind: { type: 'update', move_path: 'c' }, diff: '@@' };
    const changes = [moved, { path: 'd', kind: { type: 'melt' } }, { kind: { type: 'add' } }, 7];
    const { method, params } = lines.changesStarted;
    hear(turns, { method, params: { ...params, item: { ...params.item, changes } } });
    expect(turns.changesOf('thread-1', 'call_45_1')).toEqual([
      { path: 'b', kind: 'update', diff: '@@' },
    ]);
  });
});
