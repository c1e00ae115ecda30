import type { Replay } from '../../inspect/replay/index.js';
import { lineOfPieces, lineWithEnd, type Piece } from '../screen/pieces.js';
import type { Size } from '../screen/tty.js';
import { counted } from '../text.js';
import { changeInWords, jsonInWords, type LightStep, stateInWords } from './steps.js';

/** What is stepped through. */
export interface Stepping {
  readonly file: string;
  readonly steps: readonly LightStep[];
  readonly checked: Replay;
}

export interface FrameSize extends Size {
  readonly colours: boolean;
}

const KEYS = 'j/k → ← next, back   g/G first, last   q quit';

/** The lines of the screen with one step on it, and those around it below. */
export function stepFrame(
  { file, steps, checked }: Stepping,
  index: number,
  { columns, rows, colours }: FrameSize,
): string[] {
  const step = steps[index];
  const line = (...pieces: readonly Piece[]) => lineOfPieces(pieces, columns, colours);
  const head = lineWithEnd(
    [[file, 'bold'], [`  step ${Math.min(index + 1, steps.length)} of ${steps.length}`]],
    verdictOf(checked),
    columns,
    colours,
  );
  const about =
    step === undefined ? [line(['no step'])] : detailsOf(step).map((all) => line(...all));
  const room = Math.max(0, rows - 4);
  const shown = about.slice(0, Math.max(1, room - 3));
  const left = Math.max(0, room - shown.length - 1);
  const around = neighbours(steps, index, left).map(({ step: one, isHere }) =>
    line([isHere ? '▸ ' : '  ', 'cyan'], [inShort(one), isHere ? 'bold' : 'dim']),
  );
  const body = [...shown, '', ...around].slice(0, room);
  const filler = Array.from({ length: room - body.length }, () => '');
  return [head, '', ...body, ...filler, '', line([KEYS, 'dim'])].slice(0, rows);
}

function verdictOf({ wrong, cut }: Replay): string {
  if (wrong !== null) return `wrong in line ${wrong.line}`;
  return cut === null ? 'all allowed' : `cut in line ${cut}`;
}

function detailsOf(step: LightStep): Piece[][] {
  const { type, ...fields } = step.event;
  const told = Object.entries(fields).map(([name, value]): Piece[] => [
    ['            '],
    [`${name}: `, 'dim'],
    [jsonInWords(value)],
  ]);
  const changes = step.changes.map((change): Piece[] => [
    ['            '],
    [changeInWords(change)],
  ]);
  return [
    [['when        ', 'dim'], [`${step.at}  number ${step.n}, line ${step.line}`]],
    [
      ['actor       ', 'dim'],
      [step.actor, 'bold'],
    ],
    [
      ['event       ', 'dim'],
      [String(type), 'cyan'],
    ],
    ...told,
    [
      ['state       ', 'dim'],
      [stateInWords(step), 'green'],
    ],
    ...(step.told.length === 0
      ? []
      : [[['told        ', 'dim'], [step.told.join(', ')]] satisfies Piece[]]),
    [['changed     ', 'dim'], [counted(changes.length, 'field')]],
    ...changes,
  ];
}

function neighbours(steps: readonly LightStep[], index: number, count: number) {
  const start = Math.max(0, Math.min(index - Math.floor(count / 2), steps.length - count));
  return steps
    .slice(start, start + count)
    .map((step, offset) => ({ step, isHere: start + offset === index }));
}

function inShort(step: LightStep): string {
  return `${step.at.slice(11, 23)} ${step.actor}: ${step.event.type}: ${stateInWords(step)}`;
}

/** What a key does to the place one is at; `quit` ends. */
export function placeAfter(key: string, index: number, count: number): number | 'quit' {
  const last = Math.max(0, count - 1);
  switch (key) {
    case 'enter':
    case 'down':
    case ' ':
    case 'j':
    case 'l':
      return Math.min(last, index + 1);
    case 'up':
    case 'backspace':
    case 'k':
    case 'b':
    case 'h':
      return Math.max(0, index - 1);
    case 'page_down':
      return Math.min(last, index + 10);
    case 'page_up':
      return Math.max(0, index - 10);
    case 'g':
    case 'home':
      return 0;
    case 'G':
    case 'end':
      return last;
    case 'q':
    case 'escape':
    case 'interrupt':
    case 'end_of_input':
      return 'quit';
    default:
      return index;
  }
}
