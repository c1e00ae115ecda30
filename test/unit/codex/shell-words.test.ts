import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWords, typedCommand } from '../../../src/codex/shell-words.js';

describe('the words of a command line', () => {
  it.each([
    ['a bc  d', ['a', 'bc', 'd']],
    ["/bin/bash -lc 'npm test'", ['/bin/bash', '-lc', 'npm test']],
    [`"it's" 'he said "no"'`, ["it's", 'he said "no"']],
    [`'it'\\''s' "a \\"b\\" \\$c \\d"`, ["it's", 'a "b" $c \\d']],
    ["a\\ b ''", ['a b', '']],
    ['', []],
    ['  \n', []],
  ])('%s', (line, words) => {
    expect(shellWords(line)).toEqual(words);
  });

  it.each(["'open", '"open', 'a \\'])('are unknown when a quote is not closed: %s', (line) => {
    expect(shellWords(line)).toBeUndefined();
  });

  it('come back whatever they are, quoted singly or doubly', () => {
    const single = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
    const double = (word: string) => `"${word.replaceAll(/[$`"\\]/g, '\\$&')}"`;
    const quoted = fc.tuple(fc.string({ unit: 'grapheme' }), fc.boolean());
    const seed = 169;
    fc.assert(
      fc.property(fc.array(quoted), (words) => {
        const line = words.map(([word, once]) => (once ? single(word) : double(word))).join(' ');
        expect(shellWords(line)).toEqual(words.map(([word]) => word));
      }),
      { seed },
    );
  });
});

describe('a command as a person would type it', () => {
  it.each([
    ["/bin/bash -lc 'npm test'", 'npm test'],
    [`/bin/zsh -lc "echo it's"`, "echo it's"],
    ['sh -c ls', 'ls'],
    ["bash -lc 'a' b", "bash -lc 'a' b"],
    ['npm test', 'npm test'],
    ["/bin/bash -lc 'open", "/bin/bash -lc 'open"],
    ['', ''],
  ])('%s is %s', (line, typed) => {
    expect(typedCommand(line)).toBe(typed);
  });
});
