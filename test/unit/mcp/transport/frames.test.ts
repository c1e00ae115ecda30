import { describe, expect, it } from 'vitest';
import { createFrames } from '../../../../src/mcp/transport/frames.js';

function framesOf(maxBytes = 1024) {
  const lines: string[] = [];
  const dropped: number[] = [];
  const frames = createFrames({
    maxBytes,
    onLine: (line) => lines.push(line),
    onDropped: (bytes) => dropped.push(bytes),
  });
  return { lines, dropped, frames };
}

describe('frames', () => {
  it('hands on several lines of one chunk in order, before push returns', () => {
    const { lines, frames } = framesOf();
    frames.push(Buffer.from('one\ntwo\r\nthr'));
    expect(lines).toEqual(['one', 'two\r']);
  });

  it('joins a line whose bytes arrive one by one, characters of several bytes included', () => {
    const { lines, frames } = framesOf();
    for (const byte of Buffer.from('grüße 漢字 🦉\n')) frames.push(Uint8Array.of(byte));
    expect(lines).toEqual(['grüße 漢字 🦉']);
  });

  it('hands on the last line even without a newline', () => {
    const { lines, frames } = framesOf();
    frames.push(Buffer.from('whole\npartial'));
    frames.end();
    expect(lines).toEqual(['whole', 'partial']);
  });

  it('leaves empty lines out', () => {
    const { lines, frames } = framesOf();
    frames.push(Buffer.from('\n\r\n  \none\n\n'));
    frames.end();
    expect(lines).toEqual(['one']);
  });

  it('takes a line of exactly the limit in bytes', () => {
    const { lines, dropped, frames } = framesOf(4);
    frames.push(Buffer.from('üü\n'));
    expect({ lines, dropped }).toEqual({ lines: ['üü'], dropped: [] });
  });

  it('H9: drops a line that is too long, tells its length and goes on with the next', () => {
    const { lines, dropped, frames } = framesOf(3);
    for (const chunk of ['one\nfo', 'ur', '\ntwo\n', 'fives']) frames.push(Buffer.from(chunk));
    frames.end();
    expect({ lines, dropped }).toEqual({ lines: ['one', 'two'], dropped: [4, 5] });
  });

  it('H9: takes a line of 23 MB in chunks of a pipe', () => {
    const { lines, frames } = framesOf(64 * 1024 * 1024);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    for (let sent = 0; sent < 368; sent += 1) frames.push(chunk);
    frames.push(Buffer.from('\n'));
    expect(lines.map((line) => line.length)).toEqual([368 * 64 * 1024]);
  });
});
