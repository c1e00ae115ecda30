import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../../src/cli/text.js';
import { helpLines } from '../../../../src/cli/watch/help.js';

const wordsOf = (lines: readonly string[]) => lines.join(' ').split(' ').filter(Boolean);

describe('the help of the board', () => {
  it.each([20, 31, 32, 39, 79])(
    'has all its words in %i columns, and no line is longer',
    (room) => {
      const lines = helpLines(room);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(room);
      expect(wordsOf(lines)).toEqual(wordsOf(helpLines(1_000)));
    },
  );

  it('goes on below where it began', () => {
    expect(helpLines(39).slice(0, 4)).toEqual([
      'q, Ctrl-C       quit',
      'Ctrl-Z          back to the shell for a',
      '                while; fg goes on here',
      '↑ ↓, k j        scroll by a line',
    ]);
  });

  it('explains below the keys where there is no room beside them', () => {
    expect(helpLines(24).slice(0, 5)).toEqual([
      ...['q, Ctrl-C', '  quit', 'Ctrl-Z'],
      ...['  back to the shell for', '  a while; fg goes on'],
    ]);
  });
});
