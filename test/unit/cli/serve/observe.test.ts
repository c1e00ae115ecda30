import { describe, expect, it, onTestFinished } from 'vitest';
import { Charts } from '../../../../src/cli/serve/charts.js';
import { servedBy } from '../../../../src/cli/serve/served.js';
import type { News } from '../../../../src/control/index.js';
import type { InspectionSource, Inspector } from '../../../../src/runtime/index.js';
import { inspectorOf } from '../../../../src/runtime/inspection.js';
import {
  answered,
  type House,
  openHouse,
  pass,
  reply,
  running,
  settle,
  timeStandsStill,
} from '../../../support/proxy-unit.js';

timeStandsStill();

const AT_START = '2026-01-01T00:00:00.000Z';

/** Counts who observes the sources. */
class Counting implements Inspector {
  observers = 0;

  attach(source: InspectionSource): void {
    const inspect = source.inspect.bind(source);
    Object.assign(source, {
      inspect: (...args: Parameters<typeof inspect>) => {
        const subscription = inspect(...args);
        this.observers += 1;
        return {
          unsubscribe: () => {
            subscription.unsubscribe();
            this.observers -= 1;
          },
        };
      },
    });
  }
}

/** A house as its control socket serves it. */
async function observable(options: Parameters<typeof openHouse>[0] = {}) {
  const charts = new Charts();
  const counting = new Counting();
  const house = await openHouse({ ...options, inspect: inspectorOf([counting, charts]) });
  const { service, sessions } = house;
  const served = servedBy({ service, sessions, charts, clock: () => new Date() });
  const observe = () => {
    const news: News[] = [];
    const observation = served.observe?.((each) => news.push(each));
    if (observation === undefined) throw new Error('it can be observed');
    onTestFinished(() => observation.end());
    const of = <Type extends News['type']>(type: Type) =>
      news.filter((each): each is Extract<News, { type: Type }> => each.type === type);
    return { ...observation, end: () => observation.end(), news, of };
  };
  return { house, served, observe, counting };
}

/** Codex does something else. */
function act({ codex }: House, threadId: string, activity: string): void {
  const turnId = codex.running(threadId);
  codex.tellOf(threadId, { type: 'activity.changed', threadId, turnId, activity });
}

describe('what is observed of a process', () => {
  it('begins with what there is', async () => {
    const { house, observe } = await observable();
    const { agentId, threadId } = await running(house);
    house.codex.ask(threadId);
    const { picture, news } = observe();
    expect(picture).toEqual({
      at: AT_START,
      sights: [
        {
          ...{ agentId, statusSince: AT_START, threadSince: AT_START, queued: 0, turns: [] },
          turn: { state: 'awaiting_approval', activity: '', since: AT_START },
        },
      ],
      approvals: [expect.objectContaining({ approvalId: 'approval-1', agentId })],
      backend: { state: 'ready', pid: 1001, version: '0.169.0', restarts: 0, lastError: null },
      charts: [
        { chart: 'supervisor', agentId: null, value: 'open' },
        { chart: 'session', agentId, value: { status: 'active', thread: 'busy' } },
        { chart: 'backend', agentId: null, value: 'ready' },
        { chart: 'turns', agentId, value: { running: 'asking' } },
      ],
    });
    expect(Object.keys(picture.approvals[0] ?? {}).sort()).toEqual(
      ['agentId', 'approvalId', 'changes', 'expiresAt', 'kind', 'question'].sort(),
    );
    expect(news).toEqual([]);
  });

  it('is empty where nothing happened yet', async () => {
    const { observe } = await observable();
    expect(observe().picture).toMatchObject({
      ...{ sights: [], approvals: [], backend: { state: 'absent', pid: null } },
      charts: [
        { chart: 'supervisor', value: 'open' },
        { chart: 'backend', value: 'absent' },
      ],
    });
  });

  it('goes on with the changes of the sessions, refusals among them', async () => {
    const { house, observe } = await observable();
    const { of } = observe();
    await pass(1_234);
    const { agentId } = await answered(house, { identity: 'writer' });
    await house.service.start({ prompt: 'hello', settings: {}, identity: 'writer' });
    await house.service.close({ agentId });
    const told = of('session').map(({ at, change }) => {
      const what = change.type === 'refused' ? change.refusal.code : change.record.status;
      return [at, change.type, what].join(' ');
    });
    expect(told[0]).toBe('2026-01-01T00:00:01.234Z registered active');
    expect(told).toContain('2026-01-01T00:00:01.234Z refused identity_conflict');
    expect(told.at(-1)).toBe('2026-01-01T00:00:01.234Z closed closed');
  });

  it('tells a sight at most ten times a second, and the last one', async () => {
    const { house, observe } = await observable();
    const { agentId, threadId } = await running(house);
    const { of } = observe();
    for (let count = 1; count <= 30; count += 1) {
      act(house, threadId, `does ${count}`);
      await pass(10);
    }
    await pass(100);
    const told = of('sight');
    expect(told.map(({ sight }) => sight.turn?.activity)).toEqual([
      ...['does 1', 'does 10', 'does 20', 'does 30'],
    ]);
    expect(told.every(({ sight }) => sight.agentId === agentId)).toBe(true);
  });

  it('tells the sight after the change that it comes of', async () => {
    const { house, observe } = await observable();
    const { news } = observe();
    const { agentId } = await running(house);
    await pass(100);
    const registered = news.findIndex(
      (each) => each.type === 'session' && each.change.type === 'registered',
    );
    const seen = news.findIndex((each) => each.type === 'sight');
    expect(registered).toBeGreaterThan(-1);
    expect(seen).toBeGreaterThan(registered);
    expect(news[seen]).toMatchObject({ sight: { agentId, turn: { since: AT_START } } });
  });

  it('tells the sight of a session that moves without a turn, and of none that is gone', async () => {
    const { house, observe } = await observable();
    const { agentId } = await answered(house);
    await pass(1_000);
    const { of } = observe();
    await house.service.close({ agentId });
    await pass(0);
    expect(of('sight').at(-1)?.sight).toMatchObject({
      ...{ agentId, statusSince: '2026-01-01T00:00:01.000Z', turn: null },
    });
    const before = of('sight').length;
    await pass(1_000);
    await house.sessions.forget(agentId);
    await pass(1_000);
    expect(of('session').at(-1)?.change.type).toBe('forgotten');
    expect(of('sight')).toHaveLength(before);
  });

  it('tells the approvals that are open after each of them', async () => {
    const { house, observe } = await observable();
    const { threadId } = await running(house);
    const { of } = observe();
    const open = () => of('approvals').map(({ approvals }) => approvals.length);
    house.codex.ask(threadId);
    house.codex.ask(threadId);
    await pass(0);
    expect(open()).toEqual([2]);
    house.service.approve('approval-1', { decision: 'accept' });
    await pass(100);
    expect(open()).toEqual([2, 1]);
    expect(of('approvals').at(-1)?.approvals[0]).not.toHaveProperty('params');
  });

  it('tells each state of the backend once', async () => {
    const { house, observe } = await observable();
    const { of } = observe();
    const { threadId } = await answered(house);
    await reply(house, { threadId });
    await settle();
    house.codex.backend.die({ exitCode: 1 });
    await settle();
    expect(of('backend').map(({ backend }) => backend.state)).toEqual([
      ...['starting', 'ready', 'backing_off'],
    ]);
    expect(of('backend').at(-1)?.backend).toMatchObject({ pid: null });
    expect(of('backend').at(-1)?.backend.lastError).not.toBeNull();
  });

  it('tells the steps of all statecharts', async () => {
    const { house, observe } = await observable();
    const { of } = observe();
    const { agentId } = await answered(house);
    const steps = of('step').map(({ chart, agentId: of, event, value }) =>
      [chart, of, event, JSON.stringify(value)].join(' '),
    );
    expect(new Set(of('step').map(({ chart }) => chart))).toEqual(
      new Set(['supervisor', 'session', 'turns', 'backend']),
    );
    expect(steps).toContain('backend  backend.need "starting"');
    expect(steps).toContain(
      `session ${agentId} turn.completed {"status":"active","thread":"idle"}`,
    );
    expect(steps.some((step) => step.startsWith(`turns ${agentId} turn.submit`))).toBe(true);
    for (const step of of('step')) {
      expect(Object.keys(step).sort()).toEqual([
        'agentId',
        'at',
        'chart',
        'event',
        'type',
        'value',
      ]);
    }
  });

  it('has nothing of prompts, answers and commands', async () => {
    const { house, observe } = await observable();
    const { news, picture } = observe();
    const { threadId } = await running(house, { prompt: 'the secret prompt' });
    house.codex.say(threadId, 'the secret partial');
    house.codex.ask(threadId);
    await pass(100);
    house.service.approve('approval-1', { decision: 'accept' });
    house.codex.complete(threadId, 'the secret answer');
    await pass(1_000);
    expect(news.length).toBeGreaterThan(10);
    expect(JSON.stringify([picture, news])).not.toContain('secret');
  });

  it('is told to each who observes, until it ends for that one', async () => {
    const { house, observe, counting } = await observable();
    expect(counting.observers).toBe(0);
    const one = observe();
    const other = observe();
    // the actors of the supervisor, and those of the service
    expect(counting.observers).toBe(4);
    await running(house);
    await pass(100);
    expect(one.news).toEqual(other.news);
    one.end();
    const heard = one.news.length;
    await answered(house);
    await pass(100);
    expect(one.news).toHaveLength(heard);
    expect(other.news.length).toBeGreaterThan(heard);
    other.end();
    expect(counting.observers).toBe(0);
  });

  it('ends without what was not told yet', async () => {
    const { house, observe } = await observable();
    const { threadId } = await running(house);
    const { news, end } = observe();
    act(house, threadId, 'does');
    end();
    await pass(1_000);
    expect(news).toEqual([]);
  });
});

describe('what is shown of a session', () => {
  it('is its story, as the control socket tells it', async () => {
    const { house, served } = await observable();
    const { agentId, threadId } = await answered(house);
    await reply(house, { threadId });
    await settle();
    house.codex.ask(threadId);
    const story = await served.show?.(agentId);
    expect(story).toMatchObject({
      ...{ record: { agentId }, sight: { turn: { state: 'awaiting_approval' } } },
      last: { turnId: 't1', how: 'completed', text: 'done' },
    });
    expect(Object.keys(story?.last ?? {}).sort()).toEqual(['how', 'text', 'turnId']);
    expect(story?.steps[0]).toEqual({
      ...{ at: AT_START, what: 'registered', status: 'active', threadState: 'busy' },
    });
    expect(story?.approvals).toEqual(served.approvals?.());
    expect(story?.approvals).toHaveLength(1);
  });

  it('is null of one that is unknown', async () => {
    const { served } = await observable();
    expect(await served.show?.('codex:nobody')).toBeNull();
  });
});
