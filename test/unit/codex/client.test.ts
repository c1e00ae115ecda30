import { describe, expect, it } from 'vitest';
import { createCodexClient } from '../../../src/codex/client.js';
import type { CodexFact } from '../../../src/codex/index.js';
import { type BackendProblem, ProtocolError } from '../../../src/domain/codex-errors.js';
import { asks } from '../../support/codex-asks.js';
import { lines } from '../../support/codex-lines.js';

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
    const { client, receive } = openClient((fact) => {
      if ('turnId' in fact && fact.type !== 'notified') facts.push(`${fact.type} ${fact.turnId}`);
    });
    void client.requests.startTurn('thread-1', 'hello');
    receive({ id: 1, result: { turn: { id: 'turn-1' } } }, turnEnd);
    expect(facts).toEqual(['turn.started turn-1', 'turn.completed turn-1']);
  });

  it('greets, then tells that it is ready', async () => {
    const { client, written, receive } = openClient();
    const greeted = client.initialize({ name: 'test', version: '1' });
    receive({ id: 1, result: { userAgent: 'test/0.169.0 (Debian 12) unknown (test; 1)' } });
    expect(await greeted).toBe('0.169.0');
    expect(written).toEqual([
      {
        id: 1,
        method: 'initialize',
        params: {
          clientInfo: { name: 'test', title: null, version: '1' },
          capabilities: { experimentalApi: true, requestAttestation: false },
        },
      },
      { method: 'initialized' },
    ]);
  });

  it('tells a notification as it is before what it means', () => {
    const facts: CodexFact[] = [];
    const { receive } = openClient((fact) => facts.push(fact));
    receive(lines.turnStarted, lines.commentaryCompleted, lines.usage, lines.reconnecting, turnEnd);
    expect(facts.map(({ type }) => type)).toEqual([
      'notified',
      'turn.started',
      'notified',
      'message.completed',
      'notified',
      'turn.erred',
      'activity.changed',
      'notified',
      'turn.completed',
    ]);
    expect(facts[0]).toMatchObject({ method: 'turn/started', params: lines.turnStarted.params });
    expect(facts.at(-1)).toMatchObject({ lastMessage: 'nothing but commentary' });
  });

  it('asks what Codex asks, and tells that it is resolved after the notification', () => {
    const facts: CodexFact[] = [];
    const { client, written, receive } = openClient((fact) => facts.push(fact));
    receive(lines.turnStarted, lines.changesStarted, asks.changes);
    const asked = facts.at(-1);
    expect(asked).toMatchObject({
      type: 'approval.requested',
      changes: [{ path: '/folder/new-file.txt' }],
    });
    const requestId = asked?.type === 'approval.requested' ? asked.requestId : '';
    expect(client.answer(requestId, { decision: 'decline' })).toBe(true);
    expect(written).toEqual([{ id: 0, result: { decision: 'decline' } }]);
    receive(lines.resolved(0));
    expect(facts.slice(-2)).toMatchObject([
      { type: 'notified', method: 'serverRequest/resolved' },
      { type: 'approval.resolved', threadId: 'thread-1', requestId },
    ]);
  });

  it('can be answered while it asks', () => {
    const { client, written, receive } = openClient((fact) => {
      if (fact.type === 'approval.requested') client.answer(fact.requestId, { decision: 'accept' });
    });
    receive(asks.command);
    expect(written).toEqual([{ id: 0, result: { decision: 'accept' } }]);
  });

  it('H5: refuses what nobody can answer, also an approval that belongs to no thread', () => {
    const { written, receive } = openClient();
    receive({ ...asks.command, params: {} }, { id: 1, method: 'attestation/generate', params: {} });
    expect(written).toMatchObject([
      { id: 0, error: { code: -32601 } },
      { id: 1, error: { code: -32601 } },
    ]);
  });

  it('answers nothing after its end', () => {
    const facts: CodexFact[] = [];
    const { client, written, receive } = openClient((fact) => facts.push(fact));
    receive(asks.command);
    client.close(new Error('gone'));
    expect(facts).toMatchObject([{ type: 'approval.requested', requestId: '0' }]);
    expect(client.answer('0', { decision: 'accept' })).toBe(false);
    expect(written).toEqual([]);
  });

  it('rejects an answer without the id it must carry, and reports no fact', async () => {
    const facts: CodexFact[] = [];
    const { client, receive } = openClient((fact) => facts.push(fact));
    const turn = client.requests.startTurn('thread-1', 'hello');
    receive({ id: 1, result: { turn: {} } });
    await expect(turn).rejects.toThrow(ProtocolError);
    expect(facts).toEqual([]);
  });

  it('goes on when the listener throws, and reports it', async () => {
    const { client, problems, receive } = openClient(() => {
      throw new Error('a broken listener');
    });
    const turn = client.requests.startTurn('thread-1', 'hello');
    receive({ id: 1, result: { turn: { id: 'turn-1' } } }, turnEnd);
    expect(await turn).toBe('turn-1');
    expect(problems.map(({ code }) => code)).toEqual(Array(3).fill('listener_failed'));
  });

  it('reports a last line without a newline before it fails what is open', async () => {
    const facts: string[] = [];
    const { client } = openClient((fact) => facts.push(fact.type));
    client.receive(Buffer.from(JSON.stringify(turnEnd)));
    expect(facts).toEqual([]);
    const open = client.requests.startThread();
    client.close(new Error('gone'));
    expect(facts).toEqual(['notified', 'turn.completed']);
    await expect(open).rejects.toThrow('gone');
  });
});
