import { activeIn, type ProcessView } from '../../inspect/view/view.js';
import { counted } from '../text.js';
import { HELP_LINES, KEYS_LINE } from './help.js';
import { lineOfPieces, lineWithEnd, type Piece } from './pieces.js';
import { hasText, type Row, rowLines, rowsOf } from './rows.js';
import type { Extent, WatchState } from './state.js';
import { backendWords, isTroubled } from './words.js';

/** The size of the screen, in columns and rows: 1 or more each. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface FrameSetting extends Size {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly colours: boolean;
}

/** What is on the screen: as many lines as that has rows. */
export interface Frame extends Extent {
  readonly lines: readonly string[];
}

/** How many rows the events take at most, with their title. */
const MAX_EVENT_ROWS = 9;
/** A screen with fewer rows has none to spare for events. */
const LEAST_ROWS_WITH_EVENTS = 10;
const TITLE_ROWS = 1;
const FOOTER_ROWS = 1;

/** Draws the board. One column stays free: some terminals wrap once the last one is written. */
export function frame(state: WatchState, setting: FrameSetting): Frame {
  const room = Math.max(1, setting.columns - 1);
  const { rows, colours } = setting;
  const events = eventLines(state, eventRows(rows), room, colours);
  const [header, ...body] = bodyLines(state, { ...setting, room });
  const height = Math.max(0, rows - TITLE_ROWS - 1 - events.length - FOOTER_ROWS);
  const maxScroll = Math.max(0, body.length - height);
  const from = Math.min(state.scroll, maxScroll);
  const shown = body.slice(from, from + height);
  const lines = [
    titleLine(state, setting, room),
    header ?? '',
    ...shown,
    ...Array.from({ length: height - shown.length }, () => ''),
    ...events,
    footerLine(state, { from, height, total: body.length }, room, colours),
  ];
  return { lines: lines.slice(0, rows), height, maxScroll };
}

function titleLine({ view }: WatchState, { now, colours }: FrameSetting, room: number): string {
  const processes = [...view.processes.values()];
  const sessions = processes.reduce((sum, process) => sum + activeIn(process), 0);
  const sum = `${processes.length === 1 ? '1 process' : `${processes.length} processes`}, ${counted(sessions, 'active session')}`;
  return lineWithEnd([['codex-sessions', 'bold'], [`  ${sum}`]], clockOf(now), room, colours);
}

interface BodySetting extends FrameSetting {
  readonly room: number;
}

/** A header that stays, and the lines that can be scrolled. */
function bodyLines(state: WatchState, setting: BodySetting): readonly string[] {
  const { room, colours } = setting;
  const line = (...pieces: readonly Piece[]) => lineOfPieces(pieces, room, colours);
  if (state.mode === 'help') return ['', ...HELP_LINES.map((text) => line([text]))];
  const parts = partsOf(state);
  if (parts.length === 0) return ['', line([emptiness(state), 'dim'])];
  const all = parts.flatMap(({ rows }) => rows);
  const [header = '', ...cells] = rowLines(all, setting);
  let next = 0;
  const body = parts.flatMap(({ process, rows }, index) => {
    const own = cells.slice(next, next + rows.length);
    next += rows.length;
    return [...(index === 0 ? [] : ['']), line(...headOf(process)), ...own];
  });
  return [all.length === 0 ? '' : header, ...body];
}

interface ProcessPart {
  readonly process: ProcessView;
  readonly rows: readonly Row[];
}

/** The processes with what is shown of them: by team, and the older one first. */
function partsOf({ view, filter }: WatchState): readonly ProcessPart[] {
  const parts = [...view.processes.values()].map((process) => {
    return { process, rows: rowsOf(process).filter((row) => hasText(row, filter)) };
  });
  const shown = filter === '' ? parts : parts.filter(({ rows }) => rows.length > 0);
  return shown.sort((one, other) => compare(placeIn(one.process), placeIn(other.process)));
}

const placeIn = ({ team, since, key }: ProcessView): string => [team, since, key].join('\0');
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function emptiness({ view }: WatchState): string {
  return view.processes.size === 0
    ? 'No process serves sessions; those that come are shown at once.'
    : 'Nothing matches.';
}

function headOf(process: ProcessView): readonly Piece[] {
  const { team, pid, maxConcurrent, backend } = process;
  const active = activeIn(process);
  const pieces: Piece[] = [
    [team, 'cyan'],
    [`  process ${pid}  `],
    [`${active}/${maxConcurrent} active`, active >= maxConcurrent ? 'yellow' : 'plain'],
  ];
  if (backend === null) return pieces;
  const { restarts, lastError } = backend;
  const isBad = isTroubled(backend);
  const times = restarts === 0 ? '' : `, ${counted(restarts, 'restart')}`;
  const why = isBad && lastError !== null ? `: ${lastError}` : '';
  return [...pieces, [`  ${backendWords(backend)}${times}${why}`, isBad ? 'red' : 'plain']];
}

function eventRows(rows: number): number {
  return rows < LEAST_ROWS_WITH_EVENTS ? 0 : Math.min(MAX_EVENT_ROWS, Math.floor(rows / 3));
}

/** A title and the newest events, the newest at the bottom. */
function eventLines(
  { happenings }: WatchState,
  rows: number,
  room: number,
  colours: boolean,
): readonly string[] {
  if (rows === 0) return [];
  const shown = happenings.slice(-(rows - 1)).map(({ at, team, text, look }) => {
    const pieces: readonly Piece[] = [
      [`${clockOf(Date.parse(at))} ${team}  `, 'dim'],
      [text, look],
    ];
    return lineOfPieces(pieces, room, colours);
  });
  const blank = Array.from({ length: rows - 1 - shown.length }, () => '');
  return [lineOfPieces([['EVENTS', 'bold']], room, colours), ...shown, ...blank];
}

interface Part {
  readonly from: number;
  readonly height: number;
  readonly total: number;
}

function footerLine(
  { mode, filter }: WatchState,
  { from, height, total }: Part,
  room: number,
  colours: boolean,
): string {
  const below = Math.min(from + height, total);
  const where = total > height ? `${from + 1}-${below} of ${total}` : '';
  if (mode === 'filter') return lineWithEnd([['/'], [filter, 'bold'], ['▏']], where, room, colours);
  const pieces: readonly Piece[] =
    filter === ''
      ? [[KEYS_LINE, 'dim']]
      : [
          ['filter ', 'dim'],
          [filter, 'bold'],
          [', Esc clears', 'dim'],
        ];
  return lineWithEnd(pieces, where, room, colours);
}

/** The time of day here: `12:34:56`. */
export function clockOf(instant: number): string {
  return Number.isNaN(instant) ? '--:--:--' : new Date(instant).toTimeString().slice(0, 8);
}
