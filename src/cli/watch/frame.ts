import { activeIn } from '../../inspect/view/view.js';
import { lineOfPieces, lineWithEnd, type Piece } from '../screen/pieces.js';
import type { Size } from '../screen/tty.js';
import { counted } from '../text.js';
import { type BodyLine, bodyOf } from './body.js';
import { keysLine } from './help.js';
import type { Extent, WatchState } from './state.js';

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
  const { header, lines: body } = bodyOf(state, { ...setting, room });
  const height = Math.max(0, rows - TITLE_ROWS - 1 - events.length - FOOTER_ROWS);
  const maxScroll = Math.max(0, body.length - height);
  const from = Math.min(state.scroll, maxScroll);
  const shown = body.slice(from, from + height);
  const lines = [
    titleLine(state, setting, room),
    header,
    ...shown.map(({ text }) => text),
    ...Array.from({ length: height - shown.length }, () => ''),
    ...events,
    footerLine(state, placeIn(body, from, height), room, colours),
  ];
  return { lines: lines.slice(0, rows), height, maxScroll };
}

/** What waits for somebody comes first: it may be out of sight, and is not cut in a narrow line. */
function titleLine({ view }: WatchState, { now, colours }: FrameSetting, room: number): string {
  const processes = [...view.processes.values()];
  const open = processes.reduce((count, { approvals }) => count + approvals.length, 0);
  const asked: readonly Piece[] =
    open === 0 ? [] : [['  '], [`! ${counted(open, 'open approval')}`, 'yellow']];
  const sessions = processes.reduce((sum, process) => sum + activeIn(process), 0);
  const sum = `${processes.length === 1 ? '1 process' : `${processes.length} processes`}, ${counted(sessions, 'active session')}`;
  const pieces: readonly Piece[] = [['codex-sessions', 'bold'], ...asked, [`  ${sum}`]];
  return lineWithEnd(pieces, clockOf(now), room, colours);
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

/** Which lines are on the screen, and how many sessions ask that are not: `1-5 of 31, 2 ask below`. */
function placeIn(body: readonly BodyLine[], from: number, height: number): string {
  if (body.length <= height) return '';
  const end = Math.min(from + height, body.length);
  const asking = (lines: readonly BodyLine[], where: string) => {
    const count = lines.filter(({ isAsking }) => isAsking).length;
    return count === 0 ? '' : `, ${count} ${count === 1 ? 'asks' : 'ask'} ${where}`;
  };
  const hidden = asking(body.slice(0, from), 'above') + asking(body.slice(end), 'below');
  return `${from + 1}-${end} of ${body.length}${hidden}`;
}

function footerLine(
  { mode, filter }: WatchState,
  where: string,
  room: number,
  colours: boolean,
): string {
  if (mode === 'filter') return lineWithEnd([['/'], [filter, 'bold'], ['▏']], where, room, colours);
  const gap = where === '' ? 0 : 2;
  const pieces: readonly Piece[] =
    filter === ''
      ? [[keysLine(room - where.length - gap), 'dim']]
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
