import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, printable, printableJson, widthOf } from '../../../src/cli/text.js';

const SEED = 20_260_301;

describe('printable text', () => {
  it.each([
    ['an escape sequence', '\x1b[31mred\x1b[0m', '␛[31mred␛[0m'],
    ['a line break', 'a\r\nb', 'a␍␊b'],
    ['a tab, a bell and a NUL', '\t\x07\0', '␉␇␀'],
    ['a delete and a control of eight bits', '\x7f\x9b31m', '␡�31m'],
    ['text that would run backwards', 'a\u202etxt\u2066', 'a�txt�'],
    ['what is not seen', 'a\u200bb\ufeffc\u2028d', 'a�b�c�d'],
    ['half a surrogate pair', 'a\ud800b', 'a�b'],
  ])('makes %s visible', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves letters, accents and joined emojis as they are', () => {
    const text = 'Grüße, 日本語, क्षि, e\u0301, 👩‍👩‍👧, ❤️';
    expect(printable(text)).toBe(text);
  });

  it('is JSON of the same value, in which nothing acts on a terminal', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const json = printableJson(value);
        expect(json).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: SEED },
    );
  });
});

describe('the width of text', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['größe', 5],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국어', 6],
    ['カタカナ', 8],
    ['ｶﾀｶﾅ', 4],
    ['ｆｕｌｌ', 8],
    ['「」。', 6],
    ['🎉', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['❤', 1],
    ['🇩🇪', 2],
    ['…●○␛�', 5],
  ])('of %s is %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('cutting text', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abcdef', 1, '…'],
    ['abcdef', 0, ''],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
  ])('%s to %i columns gives %s', (text, columns, shown) => {
    expect(cut(text, columns)).toBe(shown);
  });

  it('never gives more columns than there are', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '日', '🎉', '\u0301', '👩‍👩‍👧', 'ﾅ') });
    fc.assert(
      fc.property(texts, fc.nat(12), (text, columns) => {
        expect(widthOf(cut(text, columns))).toBeLessThanOrEqual(columns);
      }),
      { seed: SEED },
    );
  });
});
