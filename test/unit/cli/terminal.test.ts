import { describe, expect, it } from 'vitest';
import { mannerFor } from '../../../src/cli/terminal.js';

describe('the manner to write in', () => {
  const terminal = { isTTY: true, columns: 120 };

  it.each([
    ['a terminal', terminal, {}, { columns: 120, colours: true }],
    ['one of unknown size', { isTTY: true, columns: 0 }, {}, { columns: 80, colours: true }],
    ['one without colours', terminal, { NO_COLOR: '1' }, { columns: 120, colours: false }],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, { columns: 120, colours: true }],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, { columns: 120, colours: false }],
    ['a pipe', {}, { TERM: 'xterm' }, { columns: null, colours: false }],
  ])('suits %s', (_, stream, env, manner) => {
    expect(mannerFor(stream, env)).toEqual(manner);
  });
});
