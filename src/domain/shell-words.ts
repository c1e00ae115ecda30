/**
 * A piece of a word: in single quotes, in double quotes, escaped, or bare. A newline escaped outside
 * of single quotes is no character at all.
 */
const PIECE = /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|([^\s'"\\]+)/y;

/**
 * Splits a command line into its words by the rules of a POSIX shell; nothing is expanded, and `#`
 * begins no comment.
 *
 * @returns the words, or undefined when a quote is not closed or the last character escapes nothing.
 */
export function splitShellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line.charAt(at))) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(line);
    if (piece === null) return undefined;
    const text = textOf(piece);
    if (text !== undefined) word = (word ?? '') + text;
    at = PIECE.lastIndex;
  }
  return word === undefined ? words : [...words, word];
}

/** The words of a command as Codex ran it; one that cannot be split is a single word. */
export function argvOf(command: string): string[] {
  return splitShellWords(command) ?? [command];
}

/**
 * A command as a person would type it: without the shell Codex (0.169.0) runs it in, so that
 * `/bin/bash -lc 'npm test'` is `npm test`.
 */
export function typedCommand(line: string): string {
  const [shell, option, script, ...others] = splitShellWords(line) ?? [];
  const isWrapped =
    /(?:^|\/)(?:bash|zsh|sh|dash)$/.test(shell ?? '') &&
    (option === '-lc' || option === '-c') &&
    others.length === 0;
  return isWrapped && script !== undefined ? script : line;
}

function textOf([, single, double, escaped, bare]: RegExpExecArray): string | undefined {
  if (escaped === '\n') return undefined;
  return single ?? double?.replace(/\\(?:\n|([$`"\\]))/g, '$1') ?? escaped ?? bare;
}
