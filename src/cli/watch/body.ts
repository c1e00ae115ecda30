import { activeIn, type ProcessView } from '../../inspect/view/view.js';
import { lineOfPieces, type Piece } from '../screen/pieces.js';
import { counted } from '../text.js';
import { helpLines } from './help.js';
import { hasText, isAsking, type Row, type RowSetting, rowLines, rowsOf } from './rows.js';
import type { WatchState } from './state.js';
import { backendWords, isTroubled } from './words.js';

/** A line that can be scrolled. */
export interface BodyLine {
  readonly text: string;
  /** Whether it is of a session that waits for somebody. */
  readonly isAsking: boolean;
}

export interface Body {
  /** Stays where it is. */
  readonly header: string;
  readonly lines: readonly BodyLine[];
}

const plain = (text: string): BodyLine => ({ text, isAsking: false });

/** The processes and their sessions, or the help. */
export function bodyOf(state: WatchState, setting: RowSetting): Body {
  const { room, colours } = setting;
  const line = (...pieces: readonly Piece[]) => plain(lineOfPieces(pieces, room, colours));
  if (state.mode === 'help')
    return { header: '', lines: helpLines(room).map((text) => line([text])) };
  const parts = partsOf(state);
  if (parts.length === 0) return { header: '', lines: [line([emptiness(state), 'dim'])] };
  const all = parts.flatMap(({ rows }) => rows);
  const [header = '', ...cells] = rowLines(all, setting);
  let next = 0;
  const lines = parts.flatMap(({ process, rows }, index) => {
    const own = rows.map((row) => ({ text: cells[next++] ?? '', isAsking: isAsking(row) }));
    return [...(index === 0 ? [] : [plain('')]), line(...headOf(process)), ...own];
  });
  return { header: all.length === 0 ? '' : header, lines };
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
  return shown.sort((one, other) => compare(partKey(one.process), partKey(other.process)));
}

const partKey = ({ team, since, key }: ProcessView): string => [team, since, key].join('\0');
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
