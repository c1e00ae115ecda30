/** How a piece of a line looks; the classes of the picture. */
export type Look = 'plain' | 'strong' | 'dim' | 'good' | 'lively' | 'warning' | 'bad';

export interface Piece {
  readonly text: string;
  readonly look: Look;
}

/** What kind of line it is: how it looks, and how long the pause before it is, in milliseconds. */
interface Kind {
  readonly pattern: RegExp;
  readonly pauseMs: number;
  /** The looks of the groups of the pattern, one after another. */
  readonly looks: readonly Look[];
}

/** The first that fits; every pattern takes the whole line in groups. */
const KINDS: readonly Kind[] = [
  { pattern: /^(\$)( .*)$/, pauseMs: 0, looks: ['dim', 'strong'] },
  { pattern: /^(\d+\. .*)$/, pauseMs: 1100, looks: ['strong'] },
  { pattern: /^(All .*)$/, pauseMs: 1100, looks: ['good'] },
  { pattern: /^(FAILED.*)$/, pauseMs: 1100, looks: ['bad'] },
  { pattern: /^(\S.*)$/, pauseMs: 800, looks: ['strong'] },
  { pattern: /^( +\w+ +)(says )(".*)$/, pauseMs: 450, looks: ['strong', 'dim', 'plain'] },
  { pattern: /^( +\w+ +)(status .*)$/, pauseMs: 180, looks: ['strong', 'plain'] },
  { pattern: /^( +[A-Z_]+:)(.*)$/, pauseMs: 800, looks: ['warning', 'plain'] },
  { pattern: /^( +the client is asked:)(.*)$/, pauseMs: 600, looks: ['warning', 'plain'] },
];

/** Everything else. */
const NOTE: Kind = { pattern: /^(.*)$/s, pauseMs: 300, looks: ['dim'] };

/** The words for states, wherever they stand in a line about a session. */
const STATE_LOOKS: Readonly<Record<string, Look>> = {
  status: 'dim',
  thread: 'dim',
  active: 'good',
  stale: 'warning',
  closed: 'dim',
  busy: 'lively',
};

/** The line in pieces that together are the line. */
export function piecesOf(line: string): Piece[] {
  const { pattern, looks } = kindOf(line);
  const groups = pattern.exec(line)?.slice(1) ?? [];
  const pieces = groups.map((text, place) => ({ text, look: looks[place] ?? 'plain' }));
  return pieces.flatMap((piece) => (/^status /.test(piece.text) ? statesIn(piece.text) : [piece]));
}

/** How long nothing happens before the line, in milliseconds; the same for every line of its kind. */
export function pauseBefore(line: string): number {
  return kindOf(line).pauseMs;
}

function kindOf(line: string): Kind {
  return KINDS.find(({ pattern }) => pattern.test(line)) ?? NOTE;
}

function statesIn(text: string): Piece[] {
  const words = text.split(/(\w+)/).filter((word) => word !== '');
  return words.map((word) => ({ text: word, look: STATE_LOOKS[word] ?? 'plain' }));
}
