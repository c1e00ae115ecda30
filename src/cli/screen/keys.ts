/** A key that was pressed, or a character that was typed or pasted. */
export type Key = { readonly type: 'text'; readonly text: string } | { readonly type: NamedKey };

export type NamedKey =
  | 'up'
  | 'down'
  | 'page_up'
  | 'page_down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'backspace'
  /** Ctrl-C. */
  | 'interrupt'
  /** Ctrl-D. */
  | 'end_of_input'
  /** Ctrl-Z. */
  | 'suspend';

const ESCAPE = '\x1b';

/** An escape sequence of a key; what is typed with Alt; any other character. */
const TOKENS = new RegExp(
  String.raw`${ESCAPE}\[[0-?]*[ -/]*[@-~]|${ESCAPE}O.|${ESCAPE}[^${ESCAPE}\[O]|\p{Any}`,
  'gsu',
);

/** What terminals send. */
const NAMES: Readonly<Record<string, NamedKey>> = {
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x1b[5~': 'page_up',
  '\x1b[6~': 'page_down',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x1b[7~': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x1b[8~': 'end',
  '\r': 'enter',
  '\n': 'enter',
  '\x1b': 'escape',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x03': 'interrupt',
  '\x04': 'end_of_input',
  '\x1a': 'suspend',
};

/** The beginning of a sequence that a slow line has cut; the escape alone is a key. */
const CUT = new RegExp(String.raw`${ESCAPE}(?:\[[0-?]*[ -/]*|O)$`);

/** The longest beginning that is waited for, in characters. */
const MAX_CUT = 32;

/** Reads keys from what a terminal sends, as it comes. */
export class KeyReader {
  #rest = '';

  read(chunk: string): readonly Key[] {
    const all = this.#rest + chunk;
    const cut = CUT.exec(all)?.[0] ?? '';
    this.#rest = cut.length > MAX_CUT ? '' : cut;
    const text = all.slice(0, all.length - cut.length);
    return (text.match(TOKENS) ?? []).flatMap(keysOf);
  }
}

/** None for a key that has no meaning here. */
function keysOf(token: string): readonly Key[] {
  const type = Object.hasOwn(NAMES, token) ? NAMES[token] : undefined;
  if (type !== undefined) return [{ type }];
  return /^\p{Cc}/u.test(token) ? [] : [{ type: 'text', text: token }];
}
