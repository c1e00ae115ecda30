import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../src/mcp/pages.js';

describe('a page of a text', () => {
  it('is cut at the limit and says where the next begins', () => {
    expect(pageOf('abcdef', 0, 4)).toEqual({ text: 'abcd', offset: 0, total: 6, next_offset: 4 });
    expect(pageOf('abcdef', 4, 4)).toEqual({ text: 'ef', offset: 4, total: 6, next_offset: null });
  });

  it('is the whole text when that fits', () => {
    expect(pageOf('abc', 0, 3)).toEqual({ text: 'abc', offset: 0, total: 3, next_offset: null });
  });

  it('is empty beyond the end', () => {
    expect(pageOf('abc', 9, 3)).toEqual({ text: '', offset: 3, total: 3, next_offset: null });
    expect(pageOf('', 0, 3)).toEqual({ text: '', offset: 0, total: 0, next_offset: null });
  });

  it('never ends or begins inside a character', () => {
    expect(pageOf('a🦉b', 0, 2)).toMatchObject({ text: 'a', next_offset: 1 });
    expect(pageOf('a🦉b', 2, 5)).toMatchObject({ text: '🦉b', offset: 1 });
  });

  it('has at least one character', () => {
    expect(pageOf('🦉🦉', 0, 1)).toMatchObject({ text: '🦉', next_offset: 2 });
  });

  it.each([1, 2, 3, 5, 100])('of %i characters, turned to the end, give the text', (limit) => {
    const text = 'grüße 🦉🦉 漢字\ud83e alone 🦉';
    let read = '';
    for (let next: number | null = 0; next !== null; ) {
      const page: ReturnType<typeof pageOf> = pageOf(text, next, limit);
      expect(page.offset).toBe(next);
      read += page.text;
      next = page.next_offset;
    }
    expect(read).toBe(text);
  });
});
