import { describe, expect, it } from 'vitest';
import type { FleetNews } from '../../../../src/inspect/fleet/api.js';
import { activeIn, EMPTY_VIEW, viewAfter } from '../../../../src/inspect/view/view.js';
import {
  approval,
  asked,
  at,
  changed,
  joined,
  moved,
  picture,
  refusedIdentity,
  seen,
  session,
  sight,
  stepped,
} from '../../../support/board-news.js';

const reviewer = session('reviewer', { threadState: 'busy' });
const scribe = session('scribe');
const charts = [
  { chart: 'supervisor', agentId: null, value: 'open' },
  { chart: 'turns', agentId: reviewer.agentId, value: { running: 'working' } },
] as const;
const start = joined(
  'p1',
  picture([reviewer, scribe], { sights: [sight(reviewer, { queued: 2 })], charts }),
);

function viewOf(...news: readonly FleetNews[]) {
  return news.reduce(viewAfter, EMPTY_VIEW);
}

const sessionIn = (view: ReturnType<typeof viewOf>, agentId: string) =>
  view.processes.get('p1')?.sessions.get(agentId);

describe('viewAfter', () => {
  it('begins with the picture of a process: its sessions, what they do, its charts', () => {
    const view = viewOf(start);
    expect(view.processes.get('p1')).toMatchObject({
      pid: 4711,
      team: 'atm-dev',
      backend: { state: 'ready' },
      charts: { supervisor: 'open', backend: null },
    });
    expect(sessionIn(view, reviewer.agentId)).toMatchObject({
      record: reviewer,
      sight: { queued: 2 },
      turns: { running: 'working' },
    });
    expect(sessionIn(view, scribe.agentId)).toEqual({ record: scribe, sight: null, turns: null });
  });

  it('takes a picture told again in the place of the earlier one', () => {
    const view = viewOf(start, joined('p1', picture([scribe])));
    expect([...(view.processes.get('p1')?.sessions.keys() ?? [])]).toEqual([scribe.agentId]);
  });

  it('forgets a process that left, and hears nothing of one it does not know', () => {
    const view = viewOf(start, { type: 'left', process: 'p1', at: at(9) });
    expect(view.processes.size).toBe(0);
    expect(viewAfter(view, moved('p1', scribe, { threadState: 'busy' }))).toBe(view);
  });

  it('changes a record and keeps what is known of the session besides', () => {
    const view = viewOf(start, moved('p1', reviewer, { threadState: 'idle' }));
    expect(sessionIn(view, reviewer.agentId)).toMatchObject({
      record: { threadState: 'idle' },
      sight: { queued: 2 },
    });
  });

  it('adds sessions behind the others and removes forgotten ones', () => {
    const late = session('late');
    const added = viewOf(start, changed('p1', { type: 'registered', record: late }));
    const keys = [...(added.processes.get('p1')?.sessions.keys() ?? [])];
    expect(keys).toEqual([reviewer.agentId, scribe.agentId, late.agentId]);
    const removed = viewAfter(added, changed('p1', { type: 'forgotten', record: scribe }));
    expect(sessionIn(removed, scribe.agentId)).toBeUndefined();
  });

  it('hears what a session does, what is asked and how the backend is', () => {
    const asking = [approval(scribe)];
    const backend = { state: 'failed', pid: null, version: null, restarts: 3, lastError: 'gone' };
    const view = viewOf(start, seen('p1', sight(scribe, { queued: 1 })), asked('p1', asking), {
      type: 'news',
      process: 'p1',
      news: { type: 'backend', at: at(2), backend: { ...backend, state: 'failed' } },
    });
    expect(sessionIn(view, scribe.agentId)?.sight?.queued).toBe(1);
    expect(view.processes.get('p1')).toMatchObject({ approvals: asking, backend });
  });

  it('follows the charts of the supervisor, the backend and the turns', () => {
    const view = viewOf(
      start,
      stepped('p1', 'supervisor', null, 'session.register', 'saturated'),
      stepped('p1', 'backend', null, 'backend.need', 'starting'),
      stepped('p1', 'turns', scribe.agentId, 'turn.submit', 'waiting'),
    );
    expect(view.processes.get('p1')?.charts).toEqual({
      supervisor: 'saturated',
      backend: 'starting',
    });
    expect(sessionIn(view, scribe.agentId)?.turns).toBe('waiting');
  });

  it('is the same view after what changes nothing: a refusal, news of an unknown session', () => {
    const view = viewOf(start);
    expect(viewAfter(view, refusedIdentity('p1', 'reviewer', reviewer.agentId))).toBe(view);
    expect(viewAfter(view, seen('p1', sight(session('nobody'))))).toBe(view);
  });

  it('shares what did not change, and never changes a view that was seen', () => {
    const before = viewOf(start);
    const after = viewAfter(before, moved('p1', reviewer, { threadState: 'idle' }));
    expect(sessionIn(after, scribe.agentId)).toBe(sessionIn(before, scribe.agentId));
    expect(sessionIn(before, reviewer.agentId)?.record).toBe(reviewer);
  });
});

describe('activeIn', () => {
  it('counts the sessions that hold a place', () => {
    const process = viewOf(start, moved('p1', scribe, { status: 'stale' })).processes.get('p1');
    expect(process && activeIn(process)).toBe(1);
  });
});
