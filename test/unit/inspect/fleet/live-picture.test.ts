import { describe, expect, it } from 'vitest';
import type {
  BackendSight,
  ControlApproval,
  ControlPicture,
  News,
} from '../../../../src/control/index.js';
import { LivePicture } from '../../../../src/inspect/fleet/live-picture.js';
import { record } from '../../../support/records.js';
import { AT, picture, sight } from '../../../support/sights.js';

const ACTIVE = record({ agentId: 'codex:a', status: 'active', threadState: 'busy' });
const BEFORE = picture({
  sessions: [ACTIVE],
  sights: [sight({ agentId: 'codex:a' })],
  charts: [
    { chart: 'supervisor', agentId: null, value: 'open' },
    { chart: 'session', agentId: 'codex:a', value: { status: 'active', thread: 'busy' } },
    { chart: 'turns', agentId: 'codex:a', value: 'running' },
  ],
});

function pictureAfter(...news: readonly News[]): ControlPicture {
  const live = new LivePicture(BEFORE);
  for (const one of news) live.take(one);
  return live.at(AT);
}

describe('the picture of a process', () => {
  it('is as it was told until something happens', () => {
    expect(pictureAfter()).toEqual(BEFORE);
  });

  it('takes in each kind of news', () => {
    const approval: ControlApproval = {
      approvalId: 'approval-1',
      agentId: 'codex:a',
      kind: 'command',
      question: 'May I?',
      changes: [],
      expiresAt: AT,
    };
    const backend: BackendSight = {
      state: 'ready',
      pid: 7,
      version: '0.169.0',
      restarts: 0,
      lastError: null,
    };
    const idle = sight({ agentId: 'codex:a', queued: 3 });
    const other = record({ agentId: 'codex:b' });
    expect(
      pictureAfter(
        { type: 'session', at: AT, change: { type: 'inserted', record: other } },
        { type: 'sight', at: AT, sight: idle },
        { type: 'approvals', at: AT, approvals: [approval] },
        { type: 'backend', at: AT, backend },
        { type: 'step', at: AT, event: 'x', chart: 'turns', agentId: 'codex:a', value: 'idle' },
      ),
    ).toEqual({
      ...BEFORE,
      sessions: [ACTIVE, other],
      sights: [idle],
      approvals: [approval],
      backend,
      charts: [...BEFORE.charts.slice(0, 2), { chart: 'turns', agentId: 'codex:a', value: 'idle' }],
    });
  });

  it('keeps nothing of a session that is forgotten', () => {
    const change = { type: 'forgotten', record: ACTIVE } as const;
    expect(pictureAfter({ type: 'session', at: AT, change })).toEqual({
      ...BEFORE,
      sessions: [],
      sights: [],
      charts: BEFORE.charts.slice(0, 1),
    });
  });

  it('keeps what a session did when it ends, and no turns that run', () => {
    const closed = record({ ...ACTIVE, status: 'closed', threadState: 'closed' });
    const change = { type: 'closed', record: closed, previous: ACTIVE } as const;
    expect(pictureAfter({ type: 'session', at: AT, change })).toEqual({
      ...BEFORE,
      sessions: [closed],
      charts: BEFORE.charts.slice(0, 2),
    });
  });

  it('is not touched by a refusal', () => {
    const refusal = { code: 'shutting_down', message: 'no' } as const;
    const change = { type: 'refused', command: 'register', refusal } as const;
    expect(pictureAfter({ type: 'session', at: AT, change })).toEqual(BEFORE);
  });
});
