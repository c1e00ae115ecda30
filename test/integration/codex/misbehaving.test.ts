import { describe, expect, it } from 'vitest';
import type { CodexFact } from '../../../src/codex/index.js';
import { isEnd, runFake } from '../../support/codex-run.js';

const turnIdOf = (fact: CodexFact) => ('turnId' in fact ? fact.turnId : undefined);

/** What the real Codex cannot be made to do in a turn. */
describe('the codex client and a turn that goes wrong', () => {
  async function openThread() {
    const run = await runFake();
    const { threadId } = await run.codex.startThread();
    return { ...run, threadId };
  }

  it('H2: tells no end that Codex did not tell, and can see that the turn is over', async () => {
    const { codex, told, heard, threadId } = await openThread();
    const turnId = await codex.startTurn(threadId, 'lost-end say:`all of it`');
    await told('message.completed');
    expect(await codex.isThreadActive(threadId)).toBe(false);
    expect(await codex.listTurns(threadId, 1)).toEqual([
      { turnId, status: 'completed', lastMessage: 'all of it', error: null },
    ]);
    expect(heard.filter(isEnd)).toEqual([]);
  });

  it.each(['lost-turn', 'error-then-silence'])(
    'H2: can see that a turn that says nothing any more still runs: %s',
    async (words) => {
      const { codex, heard, threadId } = await openThread();
      const turnId = await codex.startTurn(threadId, words);
      expect(await codex.isThreadActive(threadId)).toBe(true);
      expect(await codex.listTurns(threadId, 5)).toMatchObject([{ turnId, status: 'running' }]);
      expect(heard.filter(isEnd)).toEqual([]);
    },
  );

  it('H3: tells late facts of an old turn as the old turn', async () => {
    const { codex, heard, endOf, runTurn, threadId } = await openThread();
    const { turnId: first } = await runTurn(threadId, 'say:`one` late:`late words`');
    const before = heard.length;
    const second = await codex.startTurn(threadId, 'commentary say:`two`');
    expect(await endOf(second)).toMatchObject({ type: 'turn.completed', lastMessage: 'two' });
    const late = heard.slice(before).filter((fact) => turnIdOf(fact) === first);
    expect(late).toEqual([
      { type: 'message.completed', threadId, turnId: first, text: 'late words' },
      { type: 'turn.completed', threadId, turnId: first, lastMessage: 'late words' },
    ]);
  });

  it('tells an end as often as Codex does, with the same message', async () => {
    const { runTurn, told, heard, threadId } = await openThread();
    const { turnId } = await runTurn(threadId, 'twice say:`one`');
    await runTurn(threadId, '');
    await told('turn.completed', (fact) => fact.turnId !== turnId);
    expect(heard.filter(isEnd).filter((fact) => fact.turnId === turnId)).toMatchObject([
      { lastMessage: 'one' },
      { lastMessage: 'one' },
    ]);
  });

  it('knows a turn before its end, also when all of it comes in one write', async () => {
    const { runTurn, heard, threadId } = await openThread();
    const end = await runTurn(threadId, 'same-chunk');
    expect(heard[0]).toEqual({ type: 'turn.started', threadId, turnId: end.turnId });
    expect(heard.at(-1)).toBe(end);
  });

  it('tells what went wrong, what is tried again, and how it failed', async () => {
    const { runTurn, heard, threadId } = await openThread();
    expect(await runTurn(threadId, 'retry fail:`no model`')).toMatchObject({
      type: 'turn.failed',
      message: 'no model',
    });
    expect(heard.slice(-3, -1)).toMatchObject([
      { type: 'turn.erred', message: 'Reconnecting... 1/2', willRetry: true },
      { type: 'activity.changed', activity: 'retrying: Reconnecting... 1/2' },
    ]);
  });

  it('reports lines that are no messages, and goes on', async () => {
    const { runTurn, problems, threadId } = await openThread();
    expect(await runTurn(threadId, 'junk say:`fine`')).toMatchObject({ lastMessage: 'fine' });
    expect(problems.map(({ code }) => code)).toEqual(Array(4).fill('protocol_error'));
  });

  it('tells facts of a thread nobody opened as they are', async () => {
    const { runTurn, heard, threadId } = await openThread();
    await runTurn(threadId, 'elsewhere');
    const others = heard.filter((fact) => fact.threadId !== threadId);
    expect(others.map(({ type }) => type)).toEqual(['turn.started', 'message.delta']);
  });

  it('steers a turn that runs: the same turn id, and one end', async () => {
    const { codex, endOf, heard, threadId } = await openThread();
    const turnId = await codex.startTurn(threadId, 'hang');
    expect(await codex.startTurn(threadId, 'more')).toBe(turnId);
    await codex.interruptTurn(threadId);
    expect(await endOf(turnId)).toMatchObject({ type: 'turn.interrupted' });
    expect(heard.filter(isEnd)).toHaveLength(1);
  });

  it('tells no end of a turn that is deaf to its interrupt', async () => {
    const { codex, heard, threadId } = await openThread();
    await codex.startTurn(threadId, 'deaf');
    await codex.interruptTurn(threadId);
    expect(await codex.isThreadActive(threadId)).toBe(true);
    expect(heard.filter(isEnd)).toEqual([]);
  });

  it('tells a message in the pieces Codex writes', async () => {
    const { runTurn, heard, threadId } = await openThread();
    await runTurn(threadId, 'deltas=3 say:`one two three`');
    const pieces = heard.flatMap((fact) => (fact.type === 'message.delta' ? [fact.text] : []));
    expect(pieces).toHaveLength(3);
    expect(pieces.join('')).toBe('one two three');
  });

  it('passes on the sentence of a refused turn, and nothing has started', async () => {
    const { codex, heard, threadId } = await openThread();
    await expect(codex.startTurn(threadId, 'refuse:`no such luck`')).rejects.toMatchObject({
      code: 'request_refused',
      reason: 'no such luck',
      kind: 'other',
    });
    expect(heard).toEqual([]);
  });
});
