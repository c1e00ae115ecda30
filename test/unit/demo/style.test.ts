import { describe, expect, it } from 'vitest';
import { clip, piece, renderLine } from '../../../src/demo/style.js';

describe('a terminal line', () => {
  it('is cut across its pieces at the width, colours not counted', () => {
    const pieces = [piece('four', 'green'), piece('more of it')];
    expect(renderLine(pieces, 8, true)).toBe('\x1b[32mfour\x1b[0mmor…');
    expect(renderLine(pieces, 4, false)).toBe('four');
    expect(renderLine(pieces, 80, false)).toBe('fourmore of it');
  });

  it('is cut between characters, never inside one', () => {
    expect(clip('🦉🦉🦉', 2)).toBe('🦉…');
    expect(clip('abc', 1)).toBe('…');
  });
});
