/** Where a text stops being JSON, and why. */
export interface JsonTextFault {
  /** In UTF-16 code units. */
  readonly offset: number;
  readonly sentence: string;
}

const SPACE = /[ \t\n\r]*/y;
/** A string without the quotes that end it. */
const OPEN_STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*/y;
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

type Token = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'plain';

/** What must come next, as a message says it. */
type Expected =
  | 'a value'
  | "a value or ']'"
  | "a key in double quotes or '}'"
  | 'a key in double quotes'
  | "':'"
  | "',' or '}'"
  | "',' or ']'"
  | 'nothing more';

/**
 * Finds what JSON.parse refuses in a text: its own messages often do not say where it is, and say
 * it differently in each version. Null if the text is JSON.
 */
export function jsonFaultIn(text: string): JsonTextFault | null {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'a value';
  let offset = 0;
  for (;;) {
    offset += lengthAt(SPACE, text, offset);
    if (offset === text.length) {
      if (expected === 'nothing more') return null;
      return { offset, sentence: `the text ends here; expected ${expected}` };
    }
    const { token, length } = tokenAt(text, offset);
    const next: Expected | undefined = token && after(expected, token, open);
    if (next === undefined)
      return token ? unexpected(offset, expected) : noToken(text, offset, expected);
    expected = next;
    offset += length;
  }
}

function after(expected: Expected, token: Token, open: ('{' | '[')[]): Expected | undefined {
  switch (expected) {
    case 'a value':
      return afterValue(token, open);
    case "a value or ']'":
      return token === ']' ? ended(open) : afterValue(token, open);
    case "a key in double quotes or '}'":
      return token === '}' ? ended(open) : afterKey(token);
    case 'a key in double quotes':
      return afterKey(token);
    case "':'":
      return token === ':' ? 'a value' : undefined;
    case "',' or '}'":
      if (token === '}') return ended(open);
      return token === ',' ? 'a key in double quotes' : undefined;
    case "',' or ']'":
      if (token === ']') return ended(open);
      return token === ',' ? 'a value' : undefined;
    case 'nothing more':
      return undefined;
  }
}

function afterValue(token: Token, open: ('{' | '[')[]): Expected | undefined {
  if (token === 'string' || token === 'plain') return within(open);
  if (token !== '{' && token !== '[') return undefined;
  open.push(token);
  return token === '{' ? "a key in double quotes or '}'" : "a value or ']'";
}

function afterKey(token: Token): Expected | undefined {
  return token === 'string' ? "':'" : undefined;
}

function ended(open: ('{' | '[')[]): Expected {
  open.pop();
  return within(open);
}

function within(open: readonly ('{' | '[')[]): Expected {
  const innermost = open.at(-1);
  if (innermost === undefined) return 'nothing more';
  return innermost === '{' ? "',' or '}'" : "',' or ']'";
}

function tokenAt(text: string, offset: number): { token: Token | undefined; length: number } {
  const character = text.charAt(offset);
  if ('{}[]:,'.includes(character)) return { token: character as Token, length: 1 };
  if (character === '"') {
    const length = lengthAt(OPEN_STRING, text, offset);
    const isEnded = text.charAt(offset + length) === '"';
    return { token: isEnded ? 'string' : undefined, length: length + 1 };
  }
  const length = lengthAt(PLAIN, text, offset);
  return { token: length === 0 ? undefined : 'plain', length };
}

function unexpected(offset: number, expected: Expected): JsonTextFault {
  return { offset, sentence: `expected ${expected}` };
}

function noToken(text: string, offset: number, expected: Expected): JsonTextFault {
  if (text.charAt(offset) !== '"') return unexpected(offset, expected);
  const end = offset + lengthAt(OPEN_STRING, text, offset);
  const character = text.charAt(end);
  if (character === '') return { offset, sentence: 'this string does not end' };
  const what =
    character === '\\' ? 'no escape of JSON' : 'a control character, which must be escaped';
  return { offset: end, sentence: `this is ${what}` };
}

/** How much of a text a sticky pattern takes from an offset on. */
function lengthAt(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0].length ?? 0;
}
