import { describe, expect, it } from 'vitest';
import { repaint } from '../../../../src/cli/screen/screen.js';

const UPDATE = ['\x1b[?2026h', '\x1b[?2026l'] as const;

describe('drawing over a screen', () => {
  it('writes only the lines that changed, where they are, in one update', () => {
    expect(repaint(['one', 'two', 'three'], ['one', '2', 'three'])).toBe(
      `${UPDATE[0]}\x1b[2;1H2\x1b[K${UPDATE[1]}`,
    );
  });

  it('writes nothing where nothing changed', () => {
    expect(repaint(['one'], ['one'])).toBe('');
  });

  it('writes everything on a screen that anything may be on', () => {
    expect(repaint(null, ['one', ''])).toBe(
      `${UPDATE[0]}\x1b[2J\x1b[1;1Hone\x1b[K\x1b[2;1H\x1b[K${UPDATE[1]}`,
    );
  });
});
