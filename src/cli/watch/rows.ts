import type { EndedTurnSight } from '../../control/index.js';
import { instantOf, type SessionRecord } from '../../domain/index.js';
import type { ProcessView, SessionView } from '../../inspect/view/view.js';
import { type Cell, type Column, cell, type Table, tableLines } from '../table.js';
import { amountOf } from '../times.js';
import { nameOf, TURN_WORDS, turnLength } from './words.js';

/** How many closed sessions of a process are shown. */
const MAX_CLOSED = 3;

/** A session to be shown, and whose it is. */
export interface Row extends SessionView {
  readonly process: ProcessView;
}

/** The sessions of a process in the order they are shown: active ones, stale ones, a few closed. */
export function rowsOf(process: ProcessView): readonly Row[] {
  const all = [...process.sessions.values()].map((session) => ({ ...session, process }));
  const of = (status: SessionRecord['status']) => all.filter((row) => row.record.status === status);
  const byUse = (rows: readonly Row[]) =>
    rows
      .map((row) => ({ row, used: instantOf(row.record.lastActive) }))
      .sort((one, other) => other.used - one.used)
      .map(({ row }) => row);
  return [...of('active'), ...byUse(of('stale')), ...byUse(of('closed')).slice(0, MAX_CLOSED)];
}

/** Whether a row has a text in it, whatever its letters' case. */
export function hasText(row: Row, text: string): boolean {
  const { identity, agentId, status, threadState, tag = '' } = row.record;
  const team = row.process.team;
  const texts = [
    identity,
    agentId,
    team,
    placeOf(row.record),
    status,
    threadState,
    tag,
    doingOf(row),
  ];
  return texts.join('\n').toLowerCase().includes(text.toLowerCase());
}

export interface RowSetting {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly room: number;
  readonly colours: boolean;
}

/**
 * A header and a line for each row, as complete as there is room for. Which columns there are depends
 * on the room alone: they do not come and go with what is in them.
 */
export function rowLines(rows: readonly Row[], { now, room, colours }: RowSetting): string[] {
  const fitting = LAYOUTS.find(({ leastRoom }) => leastRoom <= room);
  return tableLines(layout(rows, fitting?.names ?? [], { now, room }), room, colours);
}

interface Part extends Column {
  readonly cellOf: (row: Row, now: number) => Cell;
}

const kept = Number.POSITIVE_INFINITY;

/** The mark tells without colours, too, what waits for somebody. */
const PARTS = {
  session: { title: '  SESSION', floor: 10, cellOf: sessionCell },
  place: { title: 'REPO:BRANCH', floor: 8, cellOf: ({ record }) => cell(placeOf(record)) },
  status: { title: 'STATUS', floor: kept, cellOf: ({ record }) => cell(record.status) },
  thread: { title: 'THREAD', floor: kept, cellOf: threadCell },
  state: { title: 'STATE', floor: kept, cellOf: stateCell },
  since: { title: 'FOR', floor: kept, cellOf: sinceCell },
  doing: { title: 'DOING', floor: 0, cellOf: doingCell },
} as const satisfies Readonly<Record<string, Part>>;

interface Layout {
  /** How many columns of the terminal it is for, at least. */
  readonly leastRoom: number;
  readonly names: readonly (keyof typeof PARTS)[];
}

/** From the most complete to the shortest. */
const LAYOUTS: readonly Layout[] = [
  { leastRoom: 99, names: ['session', 'place', 'status', 'thread', 'since', 'doing'] },
  { leastRoom: 59, names: ['session', 'place', 'state', 'since', 'doing'] },
  { leastRoom: 36, names: ['session', 'state', 'since', 'doing'] },
  { leastRoom: 0, names: ['session', 'state', 'doing'] },
];

/** What a session does gets a third of the line, whatever the names of places. */
function layout(
  rows: readonly Row[],
  names: Layout['names'],
  { now, room }: Pick<RowSetting, 'now' | 'room'>,
): Table {
  const parts: readonly Part[] = names.map((name) =>
    name === 'doing' ? { ...PARTS.doing, floor: Math.floor(room / 3) } : PARTS[name],
  );
  const cells = rows.map((row) => {
    const isClosed = row.record.status === 'closed';
    const own = parts.map(({ cellOf }) => cellOf(row, now));
    return isClosed ? own.map(({ text }) => cell(text, 'dim')) : own;
  });
  return { columns: parts, rows: cells };
}

function sessionCell(row: Row): Cell {
  const { record } = row;
  const isOpen = isAsking(row);
  const mark = isOpen ? '!' : record.status === 'active' ? '●' : ' ';
  return cell(`${mark} ${nameOf(record)}`, isOpen ? 'yellow' : 'bold');
}

function threadCell({ record: { threadState } }: Row): Cell {
  return cell(threadState, threadState === 'busy' ? 'green' : 'plain');
}

/** Of a live session what its thread does, of all others what they are. */
function stateCell(row: Row): Cell {
  return row.record.status === 'active' ? threadCell(row) : cell(row.record.status);
}

function sinceCell({ record, sight }: Row, now: number): Cell {
  const known = record.status === 'active' ? sight?.threadSince : sight?.statusSince;
  const since = instantOf(known ?? record.lastActive);
  return cell(Number.isNaN(since) ? '?' : amountOf(now - since));
}

function doingCell(row: Row): Cell {
  const isOver = row.sight?.turn == null;
  const failed = isOver && row.sight?.turns[0]?.how === 'failed';
  return cell(doingOf(row), isAsking(row) ? 'yellow' : failed ? 'red' : isOver ? 'dim' : 'plain');
}

/** What a session does: what it asks, its turn, or how its last one ended; before it what waits. */
export function doingOf(row: Row): string {
  const queued = row.sight?.queued ?? 0;
  return `${queued === 0 ? '' : `+${queued} `}${askedWords(approvalsOf(row)) ?? turnWords(row)}`;
}

/** Who asks is told by the row: of `Codex wants to run` stays `run`. */
function askedWords([first, ...more]: ProcessView['approvals']): string | undefined {
  if (first === undefined) return undefined;
  const count = more.length === 0 ? '' : ` (${more.length + 1})`;
  return `asks${count}: ${first.question.replace(/^Codex wants (?:to )?/, '')}`;
}

function turnWords({ sight }: Row): string {
  if (sight === null) return '';
  const { turn, turns } = sight;
  if (turn === null) return endedWords(turns[0]);
  return [TURN_WORDS[turn.state], turn.activity].filter((text) => text !== '').join(': ');
}

const endedWords = (ended: EndedTurnSight | undefined): string =>
  ended === undefined ? '' : `${ended.how} after ${turnLength(ended)}`;

/** Whether a session waits for somebody. */
export const isAsking = (row: Row): boolean => approvalsOf(row).length > 0;

function approvalsOf({ record, process }: Row): ProcessView['approvals'] {
  return process.approvals.filter(({ agentId }) => agentId === record.agentId);
}

function placeOf({ repoName, branch }: SessionRecord): string {
  return [repoName, branch].filter((part) => part !== null).join(':');
}
