import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Drawing, drawingOf, staleness } from '../../diagrams/board/digests.js';
import { PICTURES, sourcesNow } from '../../diagrams/board/sources.js';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url));

const kept = JSON.parse(read('diagrams/board.json').toString()) as Drawing;
const names = Object.keys(PICTURES);
const pictures = new Map(names.map((name) => [name, read(`diagrams/${name}`)] as const));
const sources = await sourcesNow();
const now = drawingOf(sources, pictures);

/** The same with one byte of one of them changed. */
function nudged(
  contents: ReadonlyMap<string, Uint8Array>,
  name: string,
): ReadonlyMap<string, Uint8Array> {
  const bytes = Uint8Array.from(contents.get(name) ?? []);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return new Map(contents).set(name, bytes);
}

describe('the pictures of the board', () => {
  it('are drawn from the page and the scene as they are: run npm run screenshot', () => {
    expect(staleness(now, kept)).toEqual([]);
  });

  it.each([...sources.keys()])('are stale when a byte of %s is another', (name) => {
    const told = [`${name} is not what was drawn: run npm run screenshot`];
    expect(staleness(drawingOf(nudged(sources, name), pictures), now)).toEqual(told);
  });

  it.each(names)('are stale when a byte of %s is another', (name) => {
    const told = [`diagrams/${name} is not what was made of it: run npm run screenshot`];
    expect(staleness(drawingOf(sources, nudged(pictures, name)), now)).toEqual(told);
  });

  it('are stale when they are drawn from something that nobody has seen', () => {
    const more = new Map(sources).set('more.css', Buffer.from('body {}'));
    expect(staleness(drawingOf(more, pictures), now)).toHaveLength(1);
    expect(staleness(drawingOf(new Map(), pictures), now)).toHaveLength(sources.size);
  });

  it.each(names)('%s stays below 200 KB', (name) => {
    expect(pictures.get(name)?.length).toBeLessThan(200 * 1024);
  });

  it('are in the README, and not in the package', () => {
    const readme = read('README.md').toString();
    expect(names.filter((name) => !readme.includes(`"diagrams/${name}"`))).toEqual([]);
    const { files } = JSON.parse(read('package.json').toString()) as { files: string[] };
    expect(files.filter((pattern) => /^diagrams/.test(pattern))).toEqual([
      'diagrams/*.svg',
      'diagrams/*.mmd',
    ]);
  });
});
