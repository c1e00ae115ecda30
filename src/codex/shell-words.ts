/** A word of a command line: what is quoted in one way or another, or bare. */
const PART = /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|([^\s'"\\]+)/y;

/**
 * Splits a command line as a POSIX shell quotes it into its words; nothing is expanded.
 *
 * @returns the words, or undefined when a quote is not closed.
 */
export function shellWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = skipBlanks(line, 0);
  while (at < line.length) {
    const word = wordAt(line, at);
    if (word === undefined) return undefined;
    words.push(word.text);
    at = skipBlanks(line, word.end);
  }
  return words;
}

/** A word is one or more parts without a blank between them: `it"'"s`. */
function wordAt(line: string, start: number): { text: string; end: number } | undefined {
  let text = '';
  let end = start;
  while (end < line.length && !/\s/.test(line.charAt(end))) {
    PART.lastIndex = end;
    const part = PART.exec(line);
    if (part === null) return undefined;
    const [whole, single, double, escaped, bare] = part;
    text += single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped ?? bare ?? '';
    end += whole.length;
  }
  return { text, end };
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && /\s/.test(line.charAt(at))) at += 1;
  return at;
}

/**
 * A command as a person would type it: without the shell Codex (0.169.0) runs it in, so that
 * `/bin/bash -lc 'npm test'` is `npm test`.
 */
export function typedCommand(line: string): string {
  const [shell, option, script, ...others] = shellWords(line) ?? [];
  const isWrapped =
    /(?:^|\/)(?:bash|zsh|sh|dash)$/.test(shell ?? '') &&
    (option === '-lc' || option === '-c') &&
    others.length === 0;
  return isWrapped && script !== undefined ? script : line;
}
