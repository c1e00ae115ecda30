import type { SessionStory } from '../../control/index.js';
import { instantOf } from '../../domain/index.js';
import type { Look } from '../terminal.js';
import { printableJson } from '../text.js';
import { relativeTime } from '../times.js';
import { nameOf, REASONS, TURN_WORDS, turnLength } from '../watch/words.js';
import type { Tale } from './tale.js';

/** How many lines of a result are shown. */
const MAX_RESULT_LINES = 20;

/** A line that may hold anything. */
export type ShownLine = readonly [text: string, look?: Look];

export interface ShowSetting {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly team: string;
  /** Whether all of the result is shown. */
  readonly isFull: boolean;
  /** What stands for a result that is not known. */
  readonly noResult: string;
}

/** All there is to tell of a session, for people. */
export function taleLines(tale: Tale, setting: ShowSetting): readonly ShownLine[] {
  const { record, approvals } = tale;
  return [
    [`${nameOf(record)} (${record.agentId})`, 'bold'],
    ...recordLines(tale, setting),
    ...turnLines(tale, setting.now),
    ...part(
      'open approvals',
      approvals.map(({ approvalId, kind, question, expiresAt }) => {
        const until = relativeTime(instantOf(expiresAt), setting.now);
        return [`${approvalId}  ${kind}  ${question} (answered by default ${until})`, 'yellow'];
      }),
    ),
    ...part('history', historyLines(tale)),
    ...part('turns that ended', endedLines(tale)),
    ...part(titleOf(tale.last), resultLines(tale.last, setting)),
    ...part('to go on', goOnLines(tale)),
  ];
}

function part(title: string, lines: readonly ShownLine[]): readonly ShownLine[] {
  if (lines.length === 0) return [];
  const indented = lines.map(([text, look = 'plain']): ShownLine => [`  ${text}`, look]);
  return [[''], [title, 'bold'], ...indented];
}

const WIDTH = 10;

function recordLines(tale: Tale, { now, team }: ShowSetting): readonly ShownLine[] {
  const { record, sight, owner, silence } = tale;
  const when = (at: string) => `${at} (${relativeTime(instantOf(at), now)})`;
  const since = (at: string | undefined) => (at === undefined ? '' : ` since ${when(at)}`);
  const isLost = record.status === 'active' && owner === null;
  const status = isLost ? 'stale: its process is gone' : record.status;
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['team', team],
    ['status', `${status}${since(sight?.statusSince)}`],
    ['thread', `${record.threadState}${since(sight?.threadSince)}`],
    ['process', owner === null ? 'none' : processWords(tale)],
    ['', silence === null ? null : `which was not asked: ${silence}`],
    ['thread id', record.threadId ?? 'none yet'],
    ['folder', record.cwd],
    ['repository', placeOf(record)],
    ['tag', record.tag],
    ['made from', record.agentSource],
    ['started', when(record.startedAt)],
    ['last used', when(record.lastActive)],
  ];
  return fields.flatMap(([name, value]): ShownLine[] =>
    value == null || value === '' ? [] : [[`  ${name.padEnd(WIDTH)}  ${value}`]],
  );
}

function processWords({ owner }: Tale): string {
  if (owner === null || owner.pid === 0) return 'one that cannot be identified';
  return `${owner.pid} on ${owner.host}, since ${owner.since}`;
}

function placeOf({ repoName, branch, repoRoot }: Tale['record']): string {
  const name = [repoName, branch].filter((text) => text !== null).join(':');
  return repoRoot === null ? name : `${name} in ${repoRoot}`;
}

function turnLines({ sight }: Tale, now: number): readonly ShownLine[] {
  if (sight === null) return [];
  const { turn, queued } = sight;
  const behind = queued === 0 ? '' : `; ${queued} wait behind it`;
  if (turn === null) return [];
  const words = [TURN_WORDS[turn.state], turn.activity].filter((text) => text !== '').join(': ');
  const asked = relativeTime(instantOf(turn.since), now);
  return part('turn', [[`${words} (asked for ${asked})${behind}`, 'green']]);
}

/** What its process has seen; else what the audit log has of it, or why there is none. */
function historyLines(tale: Tale): readonly ShownLine[] {
  const { steps, audit } = tale;
  if (steps.length === 0) {
    if (audit === null || audit.length === 0) return [[noHistory(tale), 'dim']];
    return audit.map(({ time, event, facts }) => [[time, event, ...facts].join('  ')]);
  }
  return steps.map(({ at, what, status, threadState, reason }) => {
    const why = reason === undefined ? '' : `: ${reasonWords(reason)}`;
    return [`${at}  ${what.padEnd(WIDTH)}  ${status}, ${threadState}${why}`];
  });
}

function noHistory({ owner, audit }: Tale): string {
  const who = owner === null ? 'no running process has seen it' : 'its process tells none';
  return audit === null
    ? `not known here: ${who}, and there is no audit log; serve --audit keeps one`
    : `not known here: ${who}, and the audit log has nothing of it`;
}

const reasonWords = (reason: string): string =>
  Object.hasOwn(REASONS, reason) ? REASONS[reason as keyof typeof REASONS] : reason;

function endedLines({ sight }: Tale): readonly ShownLine[] {
  const turns = sight?.turns ?? [];
  return turns.map((turn) => {
    const { turnId, how, endedAt } = turn;
    const look = how === 'failed' ? 'red' : 'plain';
    const words = `${how.padEnd(WIDTH + 1)}  after ${turnLength(turn)}`;
    return [`${endedAt}  ${words}  ${turnId ?? ''}`, look];
  });
}

const titleOf = (last: SessionStory['last']): string =>
  last === null ? 'last result' : `last result (${last.how})`;

function resultLines(
  last: SessionStory['last'],
  { isFull, noResult }: ShowSetting,
): readonly ShownLine[] {
  if (last === null) return [[noResult, 'dim']];
  const lines = last.text.replaceAll('\t', '  ').split(/\r\n|\n|\r/);
  const shown = isFull ? lines : lines.slice(0, MAX_RESULT_LINES);
  const left = lines.length - shown.length;
  const rest: readonly ShownLine[] = left > 0 ? [[`… ${left} more; --full shows all`, 'dim']] : [];
  return [...shown.map((text): ShownLine => [text]), ...rest];
}

/** A call alone on its line, to be pasted. */
function goOnLines({ resumption: { says, calls } }: Tale): readonly ShownLine[] {
  const lines = calls.flatMap(({ tool, does, arguments: given }): ShownLine[] => [
    [`${does}:`],
    [`  ${tool} ${printableJson(given)}`, 'cyan'],
  ]);
  return [[says], ...lines];
}
