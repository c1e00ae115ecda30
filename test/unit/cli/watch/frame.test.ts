import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../../src/cli/text.js';
import { clockOf, frame } from '../../../../src/cli/watch/frame.js';
import type { WatchState } from '../../../../src/cli/watch/state.js';
import { AT, sight } from '../../../support/sights.js';
import { approvalOf, busy, FULL, heard, joined, KEY, NOW, stateAfter } from './boards.js';

const CLOCK = clockOf(NOW);
const BOARD = stateAfter({ type: 'joined', process: KEY, picture: FULL });

function linesOf(state: WatchState, columns: number, rows = 14): readonly string[] {
  return frame(state, { columns, rows, now: NOW, colours: false }).lines;
}

describe('the board in a terminal', () => {
  it('shows processes, sessions and events in 80 columns', () => {
    expect(linesOf(BOARD, 80)).toEqual([
      `codex-sessions  ! 1 open approval  1 process, 3 active sessions${' '.repeat(8)}${CLOCK}`,
      '  SESSION   REPO:BRANCH     STATE   FOR      DOING',
      'docs  process 4711  3/10 active  Codex 0.169.0 ready, 1 restart',
      '● planner   docs:main       busy    3 min    +2 running: npm test',
      '● coder     docs:feature/x  idle    0 s      failed after 0.0 s',
      '! asker     docs:main       busy    0 s      asks: May I run `make`?',
      '  reviewer  docs:main       stale   8 weeks',
      '  old       docs:main       closed  8 weeks',
      '',
      'EVENTS',
      `${CLOCK} docs  serves 5 sessions, 3 of 10 active`,
      '',
      '',
      'q quit  ↑↓ scroll  / filter  ? help',
    ]);
  });

  it('leaves columns out in 40, and keeps who does what', () => {
    expect(linesOf(BOARD, 40).slice(1, 8)).toEqual([
      '  SESSION   STATE   FOR      DOING',
      'docs  process 4711  3/10 active  Codex…',
      '● planner   busy    3 min    +2 runnin…',
      '● coder     idle    0 s      failed af…',
      '! asker     busy    0 s      asks: May…',
      '  reviewer  stale   8 weeks',
      '  old       closed  8 weeks',
    ]);
  });

  it('tells status and thread apart in 120', () => {
    expect(linesOf(BOARD, 120)[5]).toBe(
      '! asker     docs:main       active  busy    0 s      asks: May I run `make`?',
    );
  });

  it('leaves a third of the line to what is done, however long names and places are', () => {
    const identity = 'an-identity-that-is-rather-long';
    const session = busy(identity, { repoName: 'a-repository-of-ours', branch: 'fix/a-long-one' });
    const activity = 'npm run check && npm test';
    const turn = { state: 'running', activity, since: AT } as const;
    const sights = [sight({ agentId: session.agentId, turn })];
    const state = stateAfter(joined({ sessions: [session], sights }));
    expect(linesOf(state, 80)[3]).toBe(
      '● an-identity-tha…  a-repository-of-ou…  busy   0 s  running: npm run check &&…',
    );
  });

  it('tells how the last turn ended and how long it took, and asks without saying who', () => {
    const ended = { turnId: null, how: 'completed', since: AT } as const;
    const endedAt = '2026-03-01T12:00:00.237Z';
    const question = 'Codex wants to run `touch x` in /work';
    const state = stateAfter(
      joined({
        sessions: [busy('a'), busy('b')],
        sights: [sight({ agentId: 'codex:a', turns: [{ ...ended, endedAt }] })],
        approvals: [approvalOf('codex:b', question), approvalOf('codex:b', 'May I?')],
      }),
    );
    const [idle, asking] = linesOf(state, 100).slice(3, 5);
    expect(idle).toMatch(/ {2}completed after 0\.2 s$/);
    expect(asking).toMatch(/ {2}asks \(2\): run `touch x` in \/work$/);
  });

  it('counts the open approvals of all processes where even a narrow line shows them', () => {
    const one = joined({ sessions: [busy('d')], approvals: [approvalOf('codex:d', 'May I?')] });
    const other = joined({ team: 'web', approvals: [approvalOf('codex:w', 'May I?')] }, 'b');
    expect(linesOf(stateAfter(one, other), 40)[0]).toMatch(
      /^codex-sessions {2}! 2 open approvals /,
    );
    expect(linesOf(stateAfter(joined()), 80)[0]).not.toContain('approval');
  });

  it('says how many sessions ask that are not on the screen', () => {
    const sessions = Array.from({ length: 30 }, (_, index) => busy(`s${index}`));
    const approvals = ['s2', 's14', 's28', 's29'].map((name) => approvalOf(`codex:${name}`, '?'));
    const state = stateAfter(joined({ sessions, approvals }));
    const placeAt = (scroll: number) =>
      / (\S+ of 31.*)$/.exec(linesOf({ ...state, scroll }, 80, 12).at(-1) ?? '')?.[1];
    expect(placeAt(0)).toBe('1-5 of 31, 3 ask below');
    expect(placeAt(13)).toBe('14-18 of 31, 1 asks above, 2 ask below');
    expect(placeAt(26)).toBe('27-31 of 31, 2 ask above');
    expect(linesOf(state, 40, 12).at(-1)).toBe('q quit  ? help   1-5 of 31, 3 ask below');
  });

  it('dims the newest closed sessions, and shows no more than three', () => {
    const closed = Array.from({ length: 5 }, (_, index) =>
      busy(`old${index}`, {
        status: 'closed',
        threadState: 'closed',
        lastActive: `2026-02-0${index + 1}T00:00:00Z`,
      }),
    );
    const state = stateAfter(joined({ sessions: closed }));
    const { lines } = frame(state, { columns: 80, rows: 20, now: NOW, colours: true });
    const shown = lines.filter((line) => line.includes('old'));
    expect(shown.map((line) => /old\d/.exec(line)?.[0])).toEqual(['old4', 'old3', 'old2']);
    for (const line of shown) expect(line).toContain('\x1b[2m  old');
  });

  it('tells what is wrong with Codex in the line of its process', () => {
    const lastError = 'codex was not found';
    const backend = { state: 'failed', pid: null, version: null, restarts: 2, lastError } as const;
    const line = linesOf(stateAfter(joined({ backend })), 120)[2];
    expect(line).toBe(
      'docs  process 4711  0/10 active  Codex failing, and left alone for a while, 2 restarts: codex was not found',
    );
  });

  it('tells of a refusal with its reason', () => {
    const refusal = { code: 'shutting_down', message: 'no more today' } as const;
    const change = { type: 'refused', command: 'register', refusal } as const;
    const state = stateAfter(joined(), heard({ type: 'session', at: AT, change }));
    expect(linesOf(state, 80)).toContain(`${CLOCK} docs  register refused: no more today`);
  });

  it('keeps processes apart, sorted by their teams', () => {
    const web = joined({ team: 'web', sessions: [busy('w')] }, 'b');
    const docs = joined({ team: 'docs', sessions: [busy('d')] }, 'a');
    const heads = linesOf(stateAfter(web, docs), 80).slice(2, 7);
    expect(heads.map((line) => line.slice(0, 8).trim())).toEqual([
      'docs  pr',
      '● d',
      '',
      'web  pro',
      '● w',
    ]);
  });

  it('says so where nobody serves, and where nothing matches', () => {
    expect(linesOf(stateAfter(), 80)[2]).toBe(
      'No process serves sessions; those that come are shown at once.',
    );
    expect(linesOf({ ...BOARD, filter: 'zzz' }, 80)[2]).toBe('Nothing matches.');
  });

  it('shows what has the filter in it: names, places, states and what is done', () => {
    const shown = (filter: string) =>
      linesOf({ ...BOARD, filter }, 80).flatMap((line) => /^[●! ] ([a-z]+) /.exec(line)?.[1] ?? []);
    expect(shown('PLAN')).toEqual(['planner']);
    expect(shown('feature/')).toEqual(['coder']);
    expect(shown('stale')).toEqual(['reviewer']);
    expect(shown('npm')).toEqual(['planner']);
    expect(linesOf({ ...BOARD, filter: 'plan' }, 80).at(-1)).toBe('filter plan, Esc clears');
    expect(linesOf({ ...BOARD, filter: 'plan', mode: 'filter' }, 80).at(-1)).toBe('/plan▏');
  });

  it('scrolls what does not fit, and says where it is', () => {
    const sessions = Array.from({ length: 30 }, (_, index) => busy(`s${index}`));
    const state = { ...stateAfter(joined({ sessions })), scroll: 10 };
    const { lines, height, maxScroll } = frame(state, {
      ...{ columns: 80, rows: 12, now: NOW, colours: false },
    });
    expect({ height, maxScroll }).toEqual({ height: 5, maxScroll: 26 });
    expect(lines.slice(2, 7).map((line) => line.slice(0, 5))).toEqual([
      '● s9 ',
      '● s10',
      '● s11',
      '● s12',
      '● s13',
    ]);
    expect(lines.at(-1)).toMatch(/ 11-15 of 31$/);
  });

  it('shows the end when it was scrolled further than there is by now', () => {
    const { lines } = frame(
      { ...BOARD, scroll: 999 },
      {
        ...{ columns: 80, rows: 8, now: NOW, colours: false },
      },
    );
    expect(lines.some((line) => line.startsWith('  old'))).toBe(true);
  });

  it('has exactly the lines of the screen, none too wide, whatever names and sizes there are', () => {
    const wild = fc.string({
      unit: fc.constantFrom('a', ' ', '日', '🎉', '\n', '\u0301', '\x1b[2J', '\u202e', '‍', 'ﷺ'),
      maxLength: 60,
    });
    const places = fc.tuple(wild, wild, wild, wild);
    fc.assert(
      fc.property(
        fc.array(places, { maxLength: 8 }),
        fc.integer({ min: 1, max: 130 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom<WatchState['mode']>('board', 'filter', 'help'),
        (names, columns, rows, mode) => {
          const sessions = names.map(([identity, repoName, branch], index) =>
            busy(identity, { agentId: `codex:${index}`, repoName, branch }),
          );
          const team = names[0]?.[3] ?? '';
          const state = { ...stateAfter(joined({ team, sessions })), mode, filter: team };
          const lines = linesOf(state, columns, rows);
          expect(lines).toHaveLength(rows);
          for (const line of lines) {
            expect(widthOf(line)).toBeLessThanOrEqual(columns);
            expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
          }
        },
      ),
      { seed: 20_260_301 },
    );
  });
});
