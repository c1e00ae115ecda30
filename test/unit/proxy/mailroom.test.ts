import { describe, expect, it } from 'vitest';
import type { ApprovalRequested, CodexFact } from '../../../src/domain/ports/codex.js';
import { Mailroom } from '../../../src/proxy/mailroom.js';

const delta = (threadId: string, text: string): CodexFact => ({
  ...{ type: 'message.delta', threadId, turnId: 't1', text },
});
const began = (threadId: string, turnId: string): CodexFact => ({
  ...{ type: 'turn.started', threadId, turnId },
});
const notified = (threadId: string, params: object): CodexFact => ({
  ...{ type: 'notified', threadId, turnId: 'sub-turn', method: 'turn/started' },
  params: { ...params },
});
const asks = (threadId: string): ApprovalRequested => ({
  ...{ type: 'approval.requested', requestId: `of ${threadId}`, kind: 'command', threadId },
  ...{ turnId: null, itemId: null, question: 'may I?', changes: [], params: {} },
});

function mailroom() {
  const strays: string[] = [];
  const room = new Mailroom(({ requestId }) => strays.push(requestId));
  const heard: string[] = [];
  const listenTo = (threadId: string, as = threadId) =>
    room.listen(threadId, (fact) => {
      heard.push(`${as}: ${fact.type === 'message.delta' ? fact.text : fact.type}`);
    });
  return { room, strays, heard, listenTo };
}

describe('the mailroom', () => {
  it('delivers each fact to who listens to its thread, in order', () => {
    const { room, heard, listenTo } = mailroom();
    listenTo('a');
    listenTo('b');
    for (const fact of [delta('a', '1'), delta('b', '2'), delta('a', '3')]) room.deliver(fact);
    expect(heard).toEqual(['a: 1', 'b: 2', 'a: 3']);
  });

  it('keeps what comes before anybody listens, and delivers it first', () => {
    const { room, heard, listenTo } = mailroom();
    room.deliver(delta('a', '1'));
    room.deliver(delta('a', '2'));
    listenTo('a');
    room.deliver(delta('a', '3'));
    expect(heard).toEqual(['a: 1', 'a: 2', 'a: 3']);
    listenTo('a', 'again');
    expect(heard).toHaveLength(3);
  });

  it('keeps only so much: of one thread the first, of all threads the newest', () => {
    const { room, heard, listenTo } = mailroom();
    for (let count = 0; count < 200; count += 1) room.deliver(delta('a', `${count}`));
    for (let count = 0; count < 50; count += 1) room.deliver(delta(`thread ${count}`, 'x'));
    listenTo('a');
    expect(heard).toEqual([]);
    for (let count = 0; count < 200; count += 1) room.deliver(delta('b', `${count}`));
    listenTo('b');
    expect([heard.length, heard.at(-1)]).toEqual([100, 'b: 99']);
    listenTo('thread 49');
    expect(heard).toHaveLength(101);
  });

  it('gives a thread to the last who listens, and to nobody who has left', () => {
    const { room, heard, listenTo } = mailroom();
    listenTo('a', 'one');
    listenTo('a', 'other');
    room.deliver(delta('a', '1'));
    room.leave('a');
    room.deliver(delta('a', '2'));
    expect(heard).toEqual(['other: 1']);
  });

  it('tells of a request on a thread nobody listens to at once: it must be answered', () => {
    const { room, strays, heard, listenTo } = mailroom();
    listenTo('a');
    room.deliver(asks('a'));
    room.deliver(asks('b'));
    expect([heard, strays]).toEqual([['a: approval.requested'], ['of b']]);
    listenTo('b');
    expect(heard).toHaveLength(1);
  });

  it('forgets everything when another Codex is about to speak', () => {
    const { room, heard, listenTo } = mailroom();
    listenTo('a');
    room.deliver(delta('b', 'old'));
    room.empty();
    room.deliver(delta('a', 'new'));
    listenTo('b');
    expect(heard).toEqual([]);
    listenTo('a');
    expect(heard).toEqual(['a: new']);
  });
});

describe('a sub-agent, whose thread nobody opened', () => {
  const subAgentOf = (turnId: string) => notified('sub', { turn: { rootTurnId: turnId } });

  it('asks through the session in which its work began', () => {
    const { room, strays, heard, listenTo } = mailroom();
    listenTo('a');
    room.deliver(began('a', 't1'));
    room.deliver(subAgentOf('t1'));
    room.deliver(asks('sub'));
    room.deliver({ type: 'approval.resolved', threadId: 'sub', requestId: 'of sub' });
    expect(heard).toEqual(['a: turn.started', 'a: approval.requested', 'a: approval.resolved']);
    expect(strays).toEqual([]);
  });

  it('asks nobody when that session has left, or its work is of a turn nobody knows', () => {
    const { room, strays, listenTo } = mailroom();
    listenTo('a');
    room.deliver(began('a', 't1'));
    room.deliver(subAgentOf('t1'));
    room.leave('a');
    room.deliver(asks('sub'));
    room.deliver(notified('other', { turn: { rootTurnId: 't9' } }));
    room.deliver(asks('other'));
    expect(strays).toEqual(['of sub', 'of other']);
  });
});
