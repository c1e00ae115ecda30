import type { EndedTurnSight } from '../../control/index.js';
import { instantOf, type SessionRecord } from '../../domain/index.js';
import type { ProcessView, SessionView } from '../../inspect/view/view.js';
import { type Cell, type Column, cell, leastWidth, type Table, tableLines } from '../table.js';
import { amountOf } from '../times.js';
import { nameOf, TURN_WORDS } from './words.js';

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

/** A header and a line for each row, as complete as there is room for. */
export function rowLines(rows: readonly Row[], { now, room, colours }: RowSetting): string[] {
  const layouts = LAYOUTS.map((names) => layout(rows, names, now));
  const fitting = layouts.find((table) => leastWidth(table) <= room) ?? layouts.at(-1);
  return fitting === undefined ? [] : tableLines(fitting, room, colours);
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
  queue: { title: 'QUEUE', floor: kept, cellOf: queueCell },
  doing: { title: 'DOING', floor: 8, cellOf: doingCell },
} as const satisfies Readonly<Record<string, Part>>;

/** From the most complete to the shortest. */
const LAYOUTS: readonly (readonly (keyof typeof PARTS)[])[] = [
  ['session', 'place', 'status', 'thread', 'since', 'queue', 'doing'],
  ['session', 'place', 'state', 'since', 'doing'],
  ['session', 'state', 'since', 'doing'],
  ['session', 'state', 'doing'],
];

function layout(rows: readonly Row[], names: readonly (keyof typeof PARTS)[], now: number): Table {
  const parts: readonly Part[] = names.map((name) => PARTS[name]);
  const cells = rows.map((row) => {
    const isClosed = row.record.status === 'closed';
    const own = parts.map(({ cellOf }) => cellOf(row, now));
    return isClosed ? own.map(({ text }) => cell(text, 'dim')) : own;
  });
  return { columns: parts, rows: cells };
}

function sessionCell(row: Row): Cell {
  const { record } = row;
  const isOpen = approvalsOf(row).length > 0;
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

function queueCell({ sight }: Row): Cell {
  return cell(sight === null || sight.queued === 0 ? '' : `+${sight.queued}`);
}

function doingCell(row: Row): Cell {
  const isAsking = approvalsOf(row).length > 0;
  const isOver = row.sight?.turn == null;
  const failed = isOver && row.sight?.turns[0]?.how === 'failed';
  return cell(doingOf(row), isAsking ? 'yellow' : failed ? 'red' : isOver ? 'dim' : 'plain');
}

/** What a session does: what it asks, its turn, or how its last one ended. */
export function doingOf(row: Row): string {
  const [first, ...more] = approvalsOf(row);
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return `asks${others}: ${first.question}`;
  }
  const { turn, turns } = row.sight ?? { turn: null, turns: [] };
  if (turn === null) return endedWords(turns[0]);
  return [TURN_WORDS[turn.state], turn.activity].filter((text) => text !== '').join(': ');
}

const endedWords = (ended: EndedTurnSight | undefined): string =>
  ended === undefined ? '' : `last turn ${ended.how}`;

function approvalsOf({ record, process }: Row): ProcessView['approvals'] {
  return process.approvals.filter(({ agentId }) => agentId === record.agentId);
}

function placeOf({ repoName, branch }: SessionRecord): string {
  return [repoName, branch].filter((part) => part !== null).join(':');
}
