import { describe, expect, it } from 'vitest';
import { argvOf, splitShellWords } from '../../../src/mcp/shell-words.js';

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
  });

  it.each(["'open", '"open', 'a "b\\"', 'ends\\', "a 'b"])('%j cannot be split', (line) => {
    expect(splitShellWords(line)).toBeUndefined();
    expect(argvOf(line)).toEqual([line]);
  });
});
