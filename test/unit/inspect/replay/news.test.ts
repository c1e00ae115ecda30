import { describe, expect, it } from 'vitest';
import type { FleetNews } from '../../../../src/inspect/fleet/api.js';
import { newsOfTrace, type TraceNews } from '../../../../src/inspect/replay/index.js';
import { activeIn, EMPTY_VIEW, viewAfter } from '../../../../src/inspect/view/view.js';
import {
  answered,
  openHouse,
  pass,
  running,
  timeStandsStill,
} from '../../../support/proxy-unit.js';
import { record } from '../../../support/records.js';
import { register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, MACHINES, recording } from '../../../support/traces.js';

timeStandsStill();

const newsOf = (lines: readonly Line[]): Promise<TraceNews> =>
  newsOfTrace(
    lines.map((line, index) => ({
      ...{ number: index + 1, text: JSON.stringify(line), isWhole: true },
    })),
    MACHINES,
  );

const viewOf = (news: readonly { readonly news: FleetNews }[]) =>
  news.reduce((view, one) => viewAfter(view, one.news), EMPTY_VIEW).processes;

describe('the news of a trace', () => {
  it('lead to the picture the supervisor had', async () => {
    const { inspector, lines } = recording();
    const first = supervisorWith();
    register(first, 'restored');
    const snapshot = first.toSnapshot();
    const supervisor = supervisorWith({ inspect: inspector, snapshot, maxConcurrent: 2 });
    supervisor.resume('codex:1');
    supervisor.insertStale(record({ agentId: 'codex:inserted' }));
    supervisor.insertStale(record({ agentId: 'codex:gone' }));
    supervisor.setTag('codex:inserted', 'red');
    supervisor.close('codex:gone');
    supervisor.forget('codex:gone');
    supervisor.park('codex:1');
    supervisor.markLost('codex:1');
    const { news, replay } = await newsOf(lines());
    expect(replay.wrong).toBeNull();
    expect(news.map(({ n }) => n)).toEqual(news.map((_, index) => index + 1));
    const [process] = viewOf(news).values();
    expect([...(process?.sessions.values() ?? [])].map((session) => session.record)).toEqual(
      supervisor.list(),
    );
    expect(process).toMatchObject({ team: 'atm-dev', maxConcurrent: 2 });
  });

  it('tell who was refused, and why', async () => {
    const { inspector, lines } = recording();
    const supervisor = supervisorWith({ inspect: inspector, maxConcurrent: 1 });
    register(supervisor, 'planner');
    supervisor.register({ identity: 'planner', team: 't', cwd: '/' });
    supervisor.resume('nobody');
    const { news } = await newsOf(lines());
    const changes = news.flatMap(({ news: one }) =>
      one.type === 'news' && one.news.type === 'session' ? [one.news.change] : [],
    );
    expect(changes).toMatchObject([
      { type: 'registered' },
      {
        type: 'refused',
        command: 'register',
        refusal: { code: 'identity_conflict', identity: 'planner', agentId: 'codex:1' },
      },
      { type: 'refused', command: 'resume', refusal: { code: 'session_not_found' } },
    ]);
  });

  it('tell what turns and the backend do', async () => {
    const { inspector, lines } = recording();
    const house = await openHouse({ inspect: inspector });
    await answered(house, { prompt: 'a secret' });
    await running(house);
    await pass(60_000);
    const { news, replay } = await newsOf(lines());
    expect(replay.wrong).toBeNull();
    expect(JSON.stringify(news)).not.toContain('a secret');
    const [process] = viewOf(news).values();
    if (process === undefined) throw new Error('no process joined');
    expect(process.backend).toMatchObject({ state: 'ready', pid: 1001, version: '0.169.0' });
    expect(process.charts.supervisor).toBe('open');
    const [one] = process.sessions.values();
    expect(one?.sight).toMatchObject({ turn: null, queued: 0, turns: [{ how: 'completed' }] });
    expect(activeIn(process)).toBe(house.sessions.supervisor.activeCount);
  });
});
