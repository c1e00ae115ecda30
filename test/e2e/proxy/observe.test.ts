import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Charts } from '../../../src/cli/serve/charts.js';
import type { News } from '../../../src/control/index.js';
import type { InspectionSource } from '../../../src/runtime/index.js';
import { asking, type ServedService, servedService } from '../../support/served-service.js';

/** Observes over the control socket: what is heard, and when something is. */
async function observing({ client }: ServedService) {
  const news: News[] = [];
  let tell = (): void => {};
  const observation = await client.observe((each) => {
    news.push(each);
    tell();
  });
  const until = async (is: (each: News) => boolean): Promise<void> => {
    while (!news.some(is)) {
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
    }
  };
  return { observation, news, until };
}

/** What is told of sessions, approvals and the backend, in a few words each. */
function inWords(news: readonly News[]): readonly string[] {
  return news.flatMap((each) => {
    switch (each.type) {
      case 'session': {
        const { change } = each;
        if (change.type === 'refused') return `refused ${change.refusal.code}`;
        const { status, threadState } = change.record;
        return `${change.type} ${status} ${threadState}`;
      }
      case 'approvals':
        return `approvals ${each.approvals.length}`;
      case 'backend':
        return `backend ${each.backend.state}`;
      default:
        return [];
    }
  });
}

/** The words in the order they were said first. */
function firsts(words: readonly string[], wanted: readonly string[]): readonly string[] {
  return [...new Set(words)].filter((word) => wanted.includes(word));
}

/** Keeps the sources that the service has, and counts who observes them. */
function countObservers() {
  const sources: InspectionSource[] = [];
  let observers = 0;
  const { attach } = Charts.prototype;
  const spy = vi.spyOn(Charts.prototype, 'attach').mockImplementation(function (
    this: Charts,
    source,
  ) {
    sources.push(source);
    const inspect = source.inspect.bind(source);
    const counted: InspectionSource['inspect'] = (observer) => {
      const { unsubscribe } = inspect(observer);
      observers += 1;
      return {
        unsubscribe() {
          observers -= 1;
          unsubscribe();
        },
      };
    };
    attach.call(this, Object.assign(source, { inspect: counted }));
  });
  onTestFinished(() => spy.mockRestore());
  return { sources, observers: () => observers };
}

describe('a process that is observed, with the real Codex', () => {
  it('tells the life of a session and of Codex, in order', async () => {
    const house = await servedService();
    const { observation, news, until } = await observing(house);
    expect(observation).toMatchObject({
      ...{ pid: process.pid, sessions: [], sights: [], approvals: [] },
      backend: { state: 'absent', pid: null },
    });
    const { turn, approval } = await asking(house, 'patch:`made.txt`', 'writer');
    const { agentId } = turn;
    await until((each) => each.type === 'approvals' && each.approvals.length === 1);
    await until((each) => each.type === 'sight' && each.sight.turn?.state === 'awaiting_approval');
    const late = await observing(house);
    expect(late.observation).toMatchObject({
      sessions: [{ agentId, status: 'active', threadState: 'busy' }],
      sights: [{ agentId, turn: { state: 'awaiting_approval' }, queued: 0, turns: [] }],
      approvals: [{ approvalId: approval.approvalId, kind: 'file_change' }],
      backend: { state: 'ready', pid: expect.any(Number) },
    });
    const again = await house.service.start({ prompt: 'x', settings: {}, identity: 'writer' });
    expect(again.ok).toBe(false);
    await house.client.approve({ approvalId: approval.approvalId, decision: 'accept' });
    expect(await turn.ended).toMatchObject({ type: 'completed' });
    await until((each) => each.type === 'approvals' && each.approvals.length === 0);
    await until((each) => each.type === 'sight' && each.sight.turns.length === 1);
    expect(await house.client.close(agentId)).toBe(true);
    await until((each) => each.type === 'session' && each.change.type === 'closed');
    const inOrder = [
      'registered active busy',
      'backend starting',
      'backend ready',
      'approvals 1',
      'refused identity_conflict',
      'changed active idle',
      'closed closed closed',
    ];
    expect(firsts(inWords(news), inOrder)).toEqual(inOrder);
    const sights = news.flatMap((each) => (each.type === 'sight' ? [each.sight] : []));
    const ended = sights.find(({ turns }) => turns.length === 1);
    expect(ended?.turns[0]).toMatchObject({ turnId: expect.any(String), how: 'completed' });
    const steps = news.flatMap((each) => (each.type === 'step' ? [each] : []));
    expect(steps).toContainEqual(
      expect.objectContaining({ chart: 'turns', agentId, value: { running: 'asking' } }),
    );
    expect(new Set(steps.map(({ chart }) => chart))).toEqual(
      new Set(['supervisor', 'session', 'turns', 'backend']),
    );
    expect(await house.client.show(agentId)).toMatchObject({
      record: { agentId, status: 'closed' },
      steps: [
        { what: 'registered' },
        { what: 'changed', threadState: 'idle' },
        { what: 'closed', status: 'closed' },
      ],
      last: { how: 'completed', text: expect.any(String) },
    });
  });

  it('tells the end of Codex and of its sessions before its own', async () => {
    const house = await servedService();
    const { news } = await observing(house);
    const started = await house.service.start({ prompt: 'say:`hello`', settings: {} });
    if (!started.ok) throw new Error(started.refusal.message);
    await started.value.ended;
    await house.close({ graceMs: 0 });
    expect(await house.client.ended).toMatchObject({ code: 'ended' });
    const inOrder = ['backend ready', 'backend stopping', 'stale stale idle', 'backend stopped'];
    expect(firsts(inWords(news), inOrder)).toEqual(inOrder);
  });

  it('tells nothing of prompts and answers', async () => {
    const house = await servedService();
    const { observation, news, until } = await observing(house);
    const prompt = 'say:`the secret answer`';
    const started = await house.service.start({ prompt, settings: {}, identity: 'quiet' });
    if (!started.ok) throw new Error(started.refusal.message);
    expect(await started.value.ended).toMatchObject({ text: 'the secret answer' });
    await until((each) => each.type === 'sight' && each.sight.turns.length === 1);
    expect(JSON.stringify([observation, news])).toContain('quiet');
    expect(JSON.stringify([observation, news])).not.toContain('secret');
  });

  it('is inspected only while somebody observes', async () => {
    const { sources, observers } = countObservers();
    const house = await servedService();
    const started = await house.service.start({ prompt: 'say:`hello`', settings: {} });
    if (!started.ok) throw new Error(started.refusal.message);
    await started.value.ended;
    expect(sources).toHaveLength(2);
    expect(sources.flatMap((source) => source.actors()).length).toBeGreaterThan(3);
    expect(observers()).toBe(0);
    const { observation } = await observing(house);
    expect(observers()).toBe(2);
    observation.unobserve();
    await house.client.list();
    expect(observers()).toBe(0);
  });
});
