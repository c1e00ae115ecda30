import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BEAT_MS } from '../../../../src/inspect/board/beat.js';
import { Stream } from '../../../../src/inspect/board/stream.js';

/** A response that keeps what is written to it. */
class Written extends EventEmitter {
  readonly texts: string[] = [];
  destroyed = false;

  writeHead(): void {}

  write(text: string): boolean {
    this.texts.push(text);
    return true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('a stream to a page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('beats by an event that the page hears, until it ends', () => {
    const written = new Written();
    const stream = new Stream(written as unknown as ServerResponse, '{}', () => {});
    written.texts.length = 0;
    vi.advanceTimersByTime(BEAT_MS - 1);
    expect(written.texts).toEqual([]);
    vi.advanceTimersByTime(1 + BEAT_MS);
    // without data a browser passes over it
    expect(written.texts).toEqual(Array(2).fill('event: beat\ndata: {}\n\n'));
    stream.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});
