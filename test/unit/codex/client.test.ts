import { describe, expect, it } from 'vitest';
import { createCodexClient } from '../../../src/codex/client.js';
import { type BackendProblem, ProtocolError } from '../../../src/codex/errors.js';
import type { CodexFact } from '../../../src/codex/index.js';

function openClient(onFact: (fact: CodexFact) => void = () => {}) {
  const written: { method: string; params?: unknown }[] = [];
  const problems: BackendProblem[] = [];
  const client = createCodexClient({
    write: (line) => written.push(JSON.parse(line)),
    onFact,
    onProblem: (problem) => problems.push(problem),
    requestTimeoutMs: 1_000,
  });
  /** All messages in one chunk, as one read of a pipe may bring them. */
  const receive = (...messages: object[]) =>
    client.receive(Buffer.from(messages.map((message) => `${JSON.stringify(message)}\n`).join('')));
  return { client, written, problems, receive };
}

const turnEnd = {
  method: 'turn/completed',
  params: { threadId: 'thread-1', turn: { id: 'turn-1', status: 'completed', items: [] } },
};

describe('the codex client', () => {
  it('reports the turn of an answer before an end that came in the same chunk', () => {
    const facts: string[] = [];
    const { client, receive } = openClient((fact) => facts.push(`${fact.type} ${fact.turnId}`));
    void client.startTurn('thread-1', 'hello');
    receive({ id: 1, result: { turn: { id: 'turn-1' } } }, turnEnd);
    expect(facts).toEqual(['turn.started turn-1', 'turn.completed turn-1']);
  });

  it('greets, then tells that it is ready', async () => {
    const { client, written, receive } = openClient();
    const greeted = client.initialize({ name: 'test', version: '1' });
    receive({ id: 1, result: {} });
    await greeted;
    expect(written).toEqual([
      {
        id: 1,
        method: 'initialize',
        params: { clientInfo: { name: 'test', version: '1' }, capabilities: null },
      },
      { method: 'initialized' },
    ]);
  });

  it('starts a thread with its settings and gives its id', async () => {
    const { client, written, receive } = openClient();
    const started = client.startThread({ cwd: '/work', sandbox: 'read-only' });
    receive({ id: 1, result: { thread: { id: 'thread-1' } } });
    expect(await started).toBe('thread-1');
    expect(written[0]?.params).toEqual({ cwd: '/work', sandbox: 'read-only' });
  });

  it('resumes a thread without asking for its turns', async () => {
    const { client, written, receive } = openClient();
    const resumed = client.resumeThread('thread-1', { cwd: '/work' });
    receive({ id: 1, result: {} });
    await resumed;
    expect(written[0]?.params).toEqual({ threadId: 'thread-1', excludeTurns: true, cwd: '/work' });
  });

  it('interrupts whatever turn runs, without naming it', async () => {
    const { client, written, receive } = openClient();
    const interrupted = client.interruptTurn('thread-1');
    receive({ id: 1, result: {} });
    await interrupted;
    expect(written[0]).toMatchObject({
      method: 'turn/interrupt',
      params: { threadId: 'thread-1', turnId: '' },
    });
  });

  it('rejects an answer without the id it must carry, and reports no fact', async () => {
    const facts: CodexFact[] = [];
    const { client, receive } = openClient((fact) => facts.push(fact));
    const turn = client.startTurn('thread-1', 'hello');
    receive({ id: 1, result: { turn: {} } });
    await expect(turn).rejects.toThrow(ProtocolError);
    expect(facts).toEqual([]);
  });

  it('goes on when the listener throws, and reports it', async () => {
    const { client, problems, receive } = openClient(() => {
      throw new Error('a broken listener');
    });
    const turn = client.startTurn('thread-1', 'hello');
    receive({ id: 1, result: { turn: { id: 'turn-1' } } }, turnEnd);
    expect(await turn).toBe('turn-1');
    expect(problems.map(({ code }) => code)).toEqual(['listener_failed', 'listener_failed']);
  });

  it('reports a last line without a newline before it fails what is open', async () => {
    const facts: string[] = [];
    const { client } = openClient((fact) => facts.push(fact.type));
    client.receive(Buffer.from(JSON.stringify(turnEnd)));
    const open = client.startThread();
    client.close(new Error('gone'));
    expect(facts).toEqual(['turn.completed']);
    await expect(open).rejects.toThrow('gone');
  });
});
