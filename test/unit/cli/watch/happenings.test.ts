import { describe, expect, it } from 'vitest';
import { happeningsOf } from '../../../../src/cli/watch/happenings.js';
import type { News } from '../../../../src/control/index.js';
import { EMPTY_VIEW, viewAfter } from '../../../../src/inspect/view/view.js';
import { AT, sight } from '../../../support/sights.js';
import { approvalOf, busy, FULL, heard, KEY } from './boards.js';

const VIEW = viewAfter(EMPTY_VIEW, { type: 'joined', process: KEY, picture: FULL });
const PLANNER = busy('planner');
const IDLE = busy('planner', { threadState: 'idle' });

function textsOf(news: News): string[] {
  return happeningsOf(heard(news), VIEW).map(({ text }) => text);
}

const change = (fields: object) => ({ type: 'session', at: AT, change: fields }) as unknown as News;

describe('what happens, in words', () => {
  it.each([
    [{ type: 'registered', record: IDLE }, ['planner is new: active, idle']],
    [{ type: 'resumed', record: IDLE }, ['planner is back: active, idle']],
    [{ type: 'stale', record: IDLE, reason: 'parked' }, ['planner is stale: it was put aside']],
    [{ type: 'closed', record: IDLE }, ['planner is closed']],
    [{ type: 'changed', record: IDLE, previous: PLANNER }, ['planner: busy → idle']],
    // such as a folder that changed, or a session that was used
    [{ type: 'changed', record: PLANNER, previous: PLANNER }, []],
  ])('tells a change of a session: %j', (told, texts) => {
    expect(textsOf(change(told))).toEqual(texts);
  });

  it('tells how a turn ended, once, and what the next one does as minor', () => {
    const ended = { turnId: 'turn-1', how: 'completed', since: AT, endedAt: AT } as const;
    const turn = { state: 'running', activity: 'make', since: AT } as const;
    const seen = sight({ agentId: 'codex:planner', turn, turns: [ended] });
    const news: News = { type: 'sight', at: AT, sight: seen };
    expect(happeningsOf(heard(news), VIEW)).toMatchObject([
      { text: 'planner: turn completed', isMinor: false },
      { text: 'planner: running: make', isMinor: true },
    ]);
    const after = viewAfter(VIEW, heard(news));
    expect(happeningsOf(heard(news), after)).toEqual([]);
  });

  it('tells which approvals were opened, and which are settled', () => {
    const approvals = [approvalOf('codex:planner', 'May I?')];
    expect(textsOf({ type: 'approvals', at: AT, approvals })).toEqual([
      'asker: approval-codex:asker is settled',
      'planner asks (approval-codex:planner): May I?',
    ]);
  });

  it('tells the life of Codex, and nothing twice', () => {
    const [version, lastError] = ['0.169.0', 'it exited with 1'];
    const backend = { state: 'backing_off', pid: null, version, restarts: 1, lastError } as const;
    expect(textsOf({ type: 'backend', at: AT, backend })).toEqual([
      'Codex 0.169.0 about to be started again: it exited with 1',
    ]);
    if (FULL.backend === null) throw new Error('the picture has a backend');
    expect(textsOf({ type: 'backend', at: AT, backend: FULL.backend })).toEqual([]);
  });

  it('says nothing of the steps of machines', () => {
    const step = { chart: 'turns', agentId: 'codex:planner', value: 'idle' } as const;
    expect(textsOf({ type: 'step', at: AT, event: 'x', ...step })).toEqual([]);
  });
});
