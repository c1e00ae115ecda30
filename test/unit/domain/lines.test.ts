import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../src/domain/lines.js';

function linesOf(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

describe('the line splitter', () => {
  it('gives several lines of one chunk in order', () => {
    expect(linesOf([Buffer.from('one\ntwo\nthree\n')])).toEqual(['one', 'two', 'three']);
  });

  it('hands a line on before push returns', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    splitter.push(Buffer.from('first\nsecond'));
    expect(lines).toEqual(['first']);
  });

  it('joins a line whose bytes arrive one by one, characters of several bytes included', () => {
    const text = 'grüße 漢字 🦉';
    const bytes = Buffer.from(`${text}\nnext\n`);
    expect(linesOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual([text, 'next']);
  });

  it('gives the last line even without a newline', () => {
    expect(linesOf([Buffer.from('whole\npar'), Buffer.from('tial')])).toEqual(['whole', 'partial']);
  });

  it('leaves empty lines out', () => {
    expect(linesOf([Buffer.from('\n\r\n  \none\n\n')])).toEqual(['one']);
  });

  it('takes a line of eight megabytes in small chunks', () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const [line, ...rest] = linesOf([...Array<Buffer>(128).fill(chunk), Buffer.from('\n')]);
    expect(line?.length).toBe(8 * 1024 * 1024);
    expect(rest).toEqual([]);
  });

  describe('with a limit', () => {
    function linesUpTo(maxBytes: number, ...chunks: readonly string[]) {
      const lines: string[] = [];
      const splitter = createLineSplitter((line) => lines.push(line), maxBytes);
      const good = chunks.map((chunk) => splitter.push(Buffer.from(chunk)));
      splitter.end();
      return { lines, good };
    }

    it('takes a line of exactly the limit, its newline not counted', () => {
      expect(linesUpTo(3, 'one\ntw', 'o\n')).toEqual({ lines: ['one', 'two'], good: [true, true] });
    });

    it('counts bytes, not characters', () => {
      expect(linesUpTo(3, 'üü\n')).toEqual({ lines: [], good: [false] });
    });

    it('hands on the lines before one that is too long, and nothing after it', () => {
      const { lines, good } = linesUpTo(3, 'one\nfo', 'ur', '\ntwo\n', 'six\n');
      expect({ lines, good }).toEqual({ lines: ['one'], good: [true, false, false, false] });
    });

    it('refuses a line before its end has come', () => {
      expect(linesUpTo(3, 'four').good).toEqual([false]);
    });
  });
});
