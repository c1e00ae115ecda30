import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argvOf, splitShellWords, typedCommand } from '../../../src/domain/index.js';

describe('shell words', () => {
  it.each([
    ['', []],
    ['  \t\n ', []],
    ['one', ['one']],
    ['one  two\tthree\nfour', ['one', 'two', 'three', 'four']],
    [
      "/bin/bash -lc 'touch outside && echo created'",
      ['/bin/bash', '-lc', 'touch outside && echo created'],
    ],
    ["'a b''c'\"d e\"f", ['a bcd ef']],
    ["''", ['']],
    ['a \'\' ""', ['a', '', '']],
    ['"it\'s"', ["it's"]],
    ['\'say "hi"\'', ['say "hi"']],
    ["'it'\\''s'", ["it's"]],
    ['"\\$HOME \\`x\\` \\"q\\" \\\\ \\n"', ['$HOME `x` "q" \\ \\n']],
    ["'\\n$HOME'", ['\\n$HOME']],
    ['a\\ b \\\\ \\" \\n', ['a b', '\\', '"', 'n']],
    ['one\\\ntwo', ['onetwo']],
    ['one \\\n two', ['one', 'two']],
    ['"one\\\ntwo"', ['onetwo']],
    ['"one\ntwo"', ['one\ntwo']],
    ['# no comment', ['#', 'no', 'comment']],
    ['$HOME *.ts ~ a=b', ['$HOME', '*.ts', '~', 'a=b']],
    ['grüße 🦉', ['grüße', '🦉']],
  ])('%j are %j', (line, words) => {
    expect(splitShellWords(line)).toEqual(words);
    expect(argvOf(line)).toEqual(words);
  });

  it.each(["'open", '"open', 'a "b\\"', 'ends\\', 'a \\', "a 'b"])(
    '%j cannot be split, and is a single word',
    (line) => {
      expect(splitShellWords(line)).toBeUndefined();
      expect(argvOf(line)).toEqual([line]);
    },
  );

  it('come back whatever they are, quoted singly or doubly', () => {
    const single = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
    const double = (word: string) => `"${word.replaceAll(/[$`"\\]/g, '\\$&')}"`;
    const quoted = fc.tuple(fc.string({ unit: 'grapheme' }), fc.boolean());
    const seed = 169;
    fc.assert(
      fc.property(fc.array(quoted), (words) => {
        const line = words.map(([word, once]) => (once ? single(word) : double(word))).join(' ');
        expect(splitShellWords(line)).toEqual(words.map(([word]) => word));
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
