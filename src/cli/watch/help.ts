import { widthOf } from '../text.js';

const KEYS_LINE = 'q quit  ↑↓ scroll  / filter  ? help';
const SHORT_KEYS_LINE = 'q quit  ? help';

/** What the keys do, in a line with so many columns; the help tells all. */
export const keysLine = (room: number): string =>
  widthOf(KEYS_LINE) <= room ? KEYS_LINE : SHORT_KEYS_LINE;

/** What is explained, and how; a sentence by itself is about the whole. */
const HELP: readonly (readonly [what: string, does: string])[] = [
  ['q, Ctrl-C', 'quit'],
  ['Ctrl-Z', 'back to the shell for a while; fg goes on here'],
  ['↑ ↓, k j', 'scroll by a line'],
  ['PgUp PgDn', 'scroll by a page; Home, End'],
  ['/', 'show only what has a text in it: Enter keeps it, Esc shows all'],
  ['?', 'this help; Esc leaves it'],
  ['', ''],
  ['●', 'a process of ours is behind the session'],
  ['!', 'it waits for an approval'],
  ['FOR', 'how long it has been so'],
  ['asks (2)', 'two approvals are open; this is the older one'],
  ['+2', 'so many turns wait behind this one'],
  ['', ''],
  [
    '',
    'A process has a line of its own: its team, how many of its sessions are active, and how Codex is.',
  ],
];

const INDENT = 16;
/** A line with fewer columns has the words below what they explain. */
const LEAST_ROOM_BESIDE = 32;
const LEAST_INDENT = 2;
/** Longer lines are no pleasure to read, in columns. */
const LONGEST = 64;

/** The help, broken into lines that take no more columns than there are; a longer word does. */
export function helpLines(room: number): readonly string[] {
  const width = Math.min(room, LONGEST);
  return HELP.flatMap(([what, does]) =>
    what === '' ? wrapped(does, width) : entry(what, does, width),
  );
}

function entry(what: string, does: string, width: number): readonly string[] {
  const isBeside = width >= LEAST_ROOM_BESIDE;
  const indent = ' '.repeat(isBeside ? INDENT : LEAST_INDENT);
  const lines = wrapped(does, width - indent.length).map((line) => `${indent}${line}`);
  if (!isBeside) return [what, ...lines];
  const [first = '', ...rest] = lines;
  return [what + first.slice(widthOf(what)), ...rest];
}

/** Breaks a text between words. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
