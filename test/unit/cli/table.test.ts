import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, leastWidth, naturalWidth, type Table, tableLines } from '../../../src/cli/table.js';
import { widthOf } from '../../../src/cli/text.js';

const table: Table = {
  columns: [
    { title: 'NAME', floor: 4 },
    { title: 'KEPT', floor: Number.POSITIVE_INFINITY },
    { title: 'LAST', floor: 4 },
  ],
  rows: [
    [cell('a long name', 'bold'), cell('kept'), cell('end', 'green')],
    [cell('日本語'), cell(''), cell('\x1b[2J')],
    [cell('short'), cell('as it is'), cell('')],
  ],
};

describe('a table', () => {
  it('is aligned, without spaces at the ends of its lines', () => {
    expect(tableLines(table, null, false)).toEqual([
      'NAME         KEPT      LAST',
      'a long name  kept      end',
      '日本語                 ␛[2J',
      'short        as it is',
    ]);
    expect(naturalWidth(table)).toBe(27);
  });

  it('cuts what can be cut when there is less room', () => {
    expect(tableLines(table, 24, false)).toEqual([
      'NAME      KEPT      LAST',
      'a long …  kept      end',
      '日本語              ␛[2J',
      'short     as it is',
    ]);
    expect(tableLines(table, leastWidth(table), false)).toContain('a l…  kept      end');
  });

  it('paints what is shown, and nothing between', () => {
    const [header, first] = tableLines(table, 24, true);
    expect(header).toBe('\x1b[1mNAME\x1b[0m      \x1b[1mKEPT\x1b[0m      \x1b[1mLAST\x1b[0m');
    expect(first).toBe('\x1b[1ma long …\x1b[0m  kept      \x1b[32mend\x1b[0m');
  });

  it('never has a line that is longer than there is room, whatever is in it', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', ' ', '日', '🎉', '\n', '\u0301') });
    const rows = fc.array(fc.tuple(texts, texts, texts));
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 60 }), (lines, room) => {
        const random = { ...table, rows: lines.map((texts) => texts.map((text) => cell(text))) };
        for (const line of tableLines(random, room, false)) {
          expect(widthOf(line)).toBeLessThanOrEqual(room);
          expect(line).not.toContain('\n');
        }
      }),
      { seed: 20_260_301 },
    );
  });
});
