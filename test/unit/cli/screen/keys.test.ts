import { describe, expect, it } from 'vitest';
import { KeyReader } from '../../../../src/cli/screen/keys.js';

const words = (...chunks: readonly string[]): string[] => {
  const reader = new KeyReader();
  return chunks
    .flatMap((chunk) => reader.read(chunk))
    .map((key) => (key.type === 'text' ? `'${key.text}` : key.type));
};

describe('the keys of a terminal', () => {
  it('are letters, of whatever script, and those with names', () => {
    expect(words('j日🎉\x1b[A\x1bOB\x1b[5~\x1b[6~\x1b[H\x1b[F\r\x7f\x03\x04\x1a')).toEqual([
      ...["'j", "'日", "'🎉", 'up', 'down', 'page_up', 'page_down', 'home', 'end'],
      ...['enter', 'backspace', 'interrupt', 'end_of_input', 'suspend'],
    ]);
  });

  it('are one key when a slow line has cut it', () => {
    expect(words('\x1b[', 'A', '\x1b[5', '~', '\x1bO', 'B')).toEqual(['up', 'page_up', 'down']);
  });

  it('are an escape when it comes alone', () => {
    expect(words('\x1b', 'q')).toEqual(['escape', "'q"]);
  });

  it('are none where they mean nothing here', () => {
    expect(words('\x1b[1;5C\x1b[15~\x1bx\x01\t\x1b[200~')).toEqual([]);
  });

  it('are read on after a sequence that never ends', () => {
    expect(words(`\x1b[${'1'.repeat(100)}`, 'q')).toEqual(["'q"]);
  });
});
