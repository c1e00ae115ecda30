import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../src/codex/lines.js';

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
});
