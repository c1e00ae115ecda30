import { describe, expect, it } from 'vitest';
import {
  answerOf,
  contentFault,
} from '../../../../../src/inspect/board/page/view/approval-words.js';
import { diffLines } from '../../../../../src/inspect/board/page/view/diff.js';
import { glimpse, visible, visibleLines } from '../../../../../src/inspect/board/page/view/text.js';
import { stretch, took } from '../../../../../src/inspect/board/page/view/times.js';
import { eventWords, valueWords } from '../../../../../src/inspect/board/page/view/values.js';
import { lineOf } from '../../../../../src/inspect/board/page/view/words.js';
import type { FleetNews } from '../../../../../src/inspect/fleet/api.js';
import { EMPTY_VIEW, viewAfter } from '../../../../../src/inspect/view/view.js';
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
} from '../../../../support/board-news.js';

const reviewer = session('reviewer');
const before = viewAfter(EMPTY_VIEW, joined('p1', picture([reviewer])));

function words(news: FleetNews, view = before): string {
  const { who, what } = lineOf(news, view, viewAfter(view, news));
  return `${who} | ${what}`;
}

describe('the words of an event', () => {
  it.each<[string, FleetNews]>([
    ['reviewer | idle → busy', moved('p1', reviewer, { threadState: 'busy' })],
    ['reviewer | branch: fix/it; tag: none', moved('p1', { ...reviewer, tag: 'x' }, without())],
    ['reviewer | used', moved('p1', reviewer, { lastActive: at(3) })],
    [
      'reviewer | active → stale (parked)',
      changed('p1', {
        ...{ type: 'stale', reason: 'parked', previous: reviewer },
        record: { ...reviewer, status: 'stale' },
      }),
    ],
    [
      "reviewer | refused: identity 'reviewer' is already held by active session 'codex:a'; close that session or choose another name",
      refusedIdentity('p1', 'reviewer', 'codex:a'),
    ],
    [
      'reviewer | works: running npm test',
      seen('p1', sight(reviewer, { turn: turn('running', 'running npm test') })),
    ],
    [
      'reviewer | turn failed after 4.2 s',
      seen('p1', sight(reviewer, { turns: [ended('failed', 4.2)] })),
    ],
    ['reviewer | 3 queued', seen('p1', sight(reviewer, { queued: 3 }))],
    ['reviewer | asks: Run `npm publish`?', asked('p1', [approval(reviewer)])],
    [
      'reviewer | turns: turn.started → running.working',
      stepped('p1', 'turns', reviewer.agentId, 'turn.started', { running: 'working' }),
    ],
    [
      'backend | its work failed → judging',
      stepped('p1', 'backend', null, 'xstate.error.actor.0.backend.starting', 'judging'),
    ],
    ['atm-dev | process 4711 left', { type: 'left', process: 'p1', at: at(1) }],
    ['atm-dev | process 4711 is observed again', joined('p1', picture([]))],
  ])('%s', (expected, news) => {
    expect(words(news)).toBe(expected);
  });

  it('says why the backend is in trouble, else what it is', () => {
    const backend = { state: 'ready', pid: 7, version: '0.169.0', restarts: 0, lastError: 'old' };
    const told = (state: 'ready' | 'failed'): FleetNews => ({
      ...{ type: 'news', process: 'p1' },
      news: { type: 'backend', at: at(1), backend: { ...backend, state } },
    });
    expect(words(told('ready'))).toBe('backend | ready: codex 0.169.0, pid 7');
    expect(words(told('failed'))).toBe('backend | failed: old');
  });

  it('tells of an approval that is settled whose it was', () => {
    const asking = viewAfter(before, asked('p1', [approval(reviewer)]));
    expect(words(asked('p1', []), asking)).toBe('reviewer | settled: Run `npm publish`?');
  });
});

describe('texts', () => {
  it('shows what would act unseen', () => {
    expect(visible('a\u202eb\u0000c\nd\u007f')).toBe('a⟨202E⟩b⟨0000⟩c↵d⟨007F⟩');
    expect(visibleLines('one\r\ntwo')).toEqual(['one', 'two']);
    expect(visible('נעמי café 日本 👩‍💻')).toBe('נעמי café 日本 👩‍💻');
    expect(glimpse('abcdef', 4)).toBe('abc…');
    expect(glimpse(`z${'\u0316'.repeat(900)}algo`, 40)).toBe(`z${'\u0316'.repeat(4)}…`);
    expect(glimpse(`z${'\u0316'.repeat(90)}algo`, 40)).toBe(`z${'\u0316'.repeat(4)}algo`);
  });

  it('tells stretches of time in a few characters', () => {
    expect([7_000, 760_000, 11_100_000, 187_200_000, -5].map(stretch)).toEqual([
      '0:07',
      '12:40',
      '3 h 05',
      '2 d 4 h',
      '0:00',
    ]);
    expect(took(at(0), at(4.21))).toBe('4.2 s');
    expect(took(at(0), at(61))).toBe('1:01');
  });

  it('tells states and events', () => {
    expect(valueWords({ status: 'active', thread: 'busy' })).toBe('status: active, thread: busy');
    expect(valueWords({ running: 'working' })).toBe('running.working');
    expect(eventWords('xstate.after.silence.turns.running.working')).toBe('after silence');
    expect(eventWords('turn.submit')).toBe('turn.submit');
  });

  it('marks the lines of a change', () => {
    const update = { path: 'a', kind: 'update', diff: '@@ -1 +1 @@\n-old\n+new\n same\n' } as const;
    expect(diffLines(update).map(({ kind }) => kind)).toEqual([
      'place',
      'removed',
      'added',
      'same',
    ]);
    expect(diffLines({ path: 'a', kind: 'add', diff: 'new\n' })).toEqual([
      { kind: 'added', text: '+new' },
    ]);
  });
});

describe('the answer to an approval', () => {
  it('takes the content with accept alone, and only a JSON object', () => {
    const asking = approval(reviewer);
    expect(answerOf(asking, 'accept', '{"why":"so"}')).toMatchObject({ content: { why: 'so' } });
    expect(answerOf(asking, 'decline', '{"why":"so"}')).not.toHaveProperty('content');
    expect(answerOf(asking, 'accept', '')).not.toHaveProperty('content');
    expect(contentFault('  ')).toBeNull();
    expect(contentFault('["a"]')).toContain('JSON object');
    expect(contentFault('{')).toContain('JSON object');
  });
});

function without() {
  return { branch: 'fix/it', tag: undefined as unknown as string };
}

function turn(state: 'running', activity: string) {
  return { state, activity, since: at(0) };
}

function ended(how: 'failed', seconds: number) {
  return { turnId: 't1', how, since: at(0), endedAt: at(seconds) };
}
