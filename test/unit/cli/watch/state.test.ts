import { describe, expect, it } from 'vitest';
import type { Key } from '../../../../src/cli/screen/keys.js';
import { KeyReader } from '../../../../src/cli/screen/keys.js';
import {
  afterKey,
  afterNews,
  FIRST_STATE,
  type WatchState,
} from '../../../../src/cli/watch/state.js';
import { AT } from '../../../support/sights.js';
import { heard, joined, KEY } from './boards.js';

const EXTENT = { height: 5, maxScroll: 12 };

function pressing(keys: string, state: WatchState = FIRST_STATE): WatchState | 'quit' {
  let now: WatchState | 'quit' = state;
  for (const key of new KeyReader().read(keys) as readonly Key[]) {
    if (now === 'quit') return now;
    now = afterKey(now, key, EXTENT);
  }
  return now;
}

describe('the keys of the board', () => {
  it.each(['q', '\x03', '\x04', '?q', '/\x03'])('quit with %j', (keys) => {
    expect(pressing(keys)).toBe('quit');
  });

  it.each([
    ['\x1b[B', 1],
    ['jjk', 1],
    ['\x1b[A', 0],
    ['\x1b[6~', 4],
    [' \x1b[5~', 0],
    ['\x1b[F', 12],
    ['\x1b[Fjjj', 12],
    ['\x1b[F\x1b[H', 0],
  ])('scroll with %j, no further than there is', (keys, scroll) => {
    expect(pressing(keys)).toMatchObject({ mode: 'board', scroll });
  });

  it('scroll from where the screen is, when that has become shorter', () => {
    expect(pressing('k', { ...FIRST_STATE, scroll: 99 })).toMatchObject({ scroll: 11 });
  });

  it('type a filter, in which q is a letter, and keep it with Enter', () => {
    expect(pressing('/q日x\x7f')).toMatchObject({ mode: 'filter', filter: 'q日' });
    expect(pressing('/q日x\x7f\r')).toMatchObject({ mode: 'board', filter: 'q日' });
  });

  it('give the filter up with Escape, while it is typed and later', () => {
    expect(pressing('/abc\x1b')).toMatchObject({ mode: 'board', filter: '' });
    expect(pressing('/abc\r\x1b')).toMatchObject({ mode: 'board', filter: '' });
  });

  it('bound what is typed', () => {
    expect(pressing(`/${'x'.repeat(10_000)}`)).toMatchObject({ filter: 'x'.repeat(200) });
  });

  it('show the help and leave it', () => {
    expect(pressing('?')).toMatchObject({ mode: 'help' });
    expect(pressing('?\x1b[B')).toMatchObject({ mode: 'help', scroll: 1 });
    expect(pressing('?j\x1b')).toMatchObject({ mode: 'board', scroll: 0 });
  });
});

describe('what the board remembers', () => {
  it('keeps the newest hundred events', () => {
    let state = afterNews(FIRST_STATE, joined());
    for (let count = 0; count < 150; count += 1) {
      const refusal = { code: 'shutting_down', message: `${count}` } as const;
      const change = { type: 'refused', command: 'resume', refusal } as const;
      state = afterNews(state, heard({ type: 'session', at: AT, change }));
    }
    expect(state.happenings).toHaveLength(100);
    expect(state.happenings.at(-1)?.text).toBe('resume refused: 149');
  });

  it('forgets a process that left, and says that it did', () => {
    const state = afterNews(afterNews(FIRST_STATE, joined()), {
      ...{ type: 'left', process: KEY, at: AT },
    });
    expect(state.view.processes.size).toBe(0);
    expect(state.happenings.at(-1)).toMatchObject({ team: 'docs', text: 'the process is gone' });
  });
});
