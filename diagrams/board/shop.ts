import type { ControlApproval, ControlPicture, EndedTurnSight } from '../../src/control/index.js';
import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { ago } from './moment.js';
import { ended, newsOf, session, sight } from './words.js';

/** A process that is full: all its sessions have names, and so none is put aside for another. */
const MAX = 4;

const team = 'shop';
const planner = session({ team, identity: 'planner', tag: 'tax' });
const coder = session({ team, identity: 'coder', branch: 'feature/checkout', tag: 'checkout' });
const reviewer = session({ team, identity: 'reviewer', branch: 'feature/checkout' });
const tester = session({ team, identity: 'tester', threadState: 'idle' });
const scout = session({ team, identity: 'scout', status: 'stale', threadState: 'idle' });

const plans = {
  statusSince: ago(128),
  threadSince: ago(4, 50),
  turns: ended('completed', 'completed', 'completed'),
};
const codes = {
  ...{ statusSince: ago(64), threadSince: ago(8, 17) },
  turns: ended('completed', 'completed', 'interrupted', 'completed'),
};
const reviews = { statusSince: ago(31), turns: ended('completed', 'completed') };
const tests = {
  statusSince: ago(88),
  turns: ended('completed', 'failed', 'completed', 'completed'),
};
const running = (activity: string, since: string) =>
  ({ state: 'running', activity, since }) as const;

/** The process as it was when the board was opened. */
export const SHOP: ControlPicture = {
  ...{ pid: 4711, team, since: ago(134), maxConcurrent: MAX, at: ago(2, 30) },
  sessions: [planner, coder, reviewer, tester, scout],
  sights: [
    sight(planner, { ...plans, turn: running('thinking', ago(4, 50)) }),
    sight(coder, { ...codes, turn: running('changing 3 files', ago(8, 17)), queued: 1 }),
    sight(reviewer, {
      ...{ ...reviews, threadSince: ago(3, 41) },
      turn: running('writing the answer', ago(3, 41)),
    }),
    sight(tester, { ...tests, threadSince: ago(11), turn: null }),
    sight(scout, {
      ...{ statusSince: ago(26), threadSince: ago(40), turn: null },
      turns: ended('completed', 'completed', 'completed'),
    }),
  ],
  approvals: [],
  backend: { state: 'ready', pid: 4720, version: '0.169.0', restarts: 0, lastError: null },
  charts: [
    { chart: 'supervisor', agentId: null, value: 'saturated' },
    { chart: 'backend', agentId: null, value: 'ready' },
    { chart: 'turns', agentId: planner.agentId, value: { running: 'working' } },
    { chart: 'turns', agentId: coder.agentId, value: { running: 'working' } },
    { chart: 'turns', agentId: reviewer.agentId, value: { running: 'working' } },
    { chart: 'turns', agentId: tester.agentId, value: 'idle' },
  ],
};

const { moved, nameTaken, full, seen, asked, stepped } = newsOf(team);

const approval: ControlApproval = {
  ...{ approvalId: 'approval-1', agentId: planner.agentId, kind: 'file_change' },
  question: 'Codex wants to change tax.ts',
  changes: [{ path: 'tax.ts', kind: 'update', diff: '@@ -1 +1 @@\n-7\n+19\n' }],
  expiresAt: ago(-3, -21),
};

const reviewed: EndedTurnSight = {
  ...{ turnId: 'turn-3', how: 'completed', since: ago(3, 41), endedAt: ago(2, 2) },
};

/** What it did since then. */
export const SHOP_NEWS: readonly FleetNews[] = [
  seen(
    ago(2, 19),
    sight(coder, { ...codes, turn: running('running `make`', ago(8, 17)), queued: 1 }),
  ),
  stepped(ago(2, 2), 'session', reviewer, 'turn.completed', { status: 'active', thread: 'idle' }),
  moved(ago(2, 2), reviewer, { threadState: 'idle' }),
  seen(
    ago(2, 2),
    sight(reviewer, {
      ...{ statusSince: reviews.statusSince, threadSince: ago(2, 2), turn: null },
      turns: [reviewed, ...reviews.turns],
    }),
  ),
  stepped(ago(1, 39), 'turns', planner, 'approval.requested', { running: 'asking' }),
  seen(
    ago(1, 39),
    sight(planner, {
      ...plans,
      turn: { state: 'awaiting_approval', activity: '', since: ago(4, 50) },
    }),
  ),
  asked(ago(1, 39), [approval]),
  nameTaken(ago(1, 12), coder),
  seen(
    ago(0, 58),
    sight(coder, { ...codes, turn: running('running `make`', ago(8, 17)), queued: 2 }),
  ),
  stepped(ago(0, 41), 'turns', tester, 'turn.submit', 'waiting'),
  stepped(ago(0, 41), 'session', tester, 'turn.started', { status: 'active', thread: 'busy' }),
  moved(ago(0, 41), tester, { threadState: 'busy' }),
  seen(
    ago(0, 38),
    sight(tester, {
      ...{ ...tests, threadSince: ago(0, 41) },
      turn: running('running `npm test`', ago(0, 41)),
    }),
  ),
  full(ago(0, 9), MAX),
];
