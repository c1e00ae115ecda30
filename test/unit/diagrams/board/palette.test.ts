import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withPalette } from '../../../../diagrams/board/palette.js';
import { readPng } from '../../../../diagrams/board/png.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Buffer): Buffer {
  const [head, check] = [Buffer.alloc(8), Buffer.alloc(4)];
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  check.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])));
  return Buffer.concat([head, data, check]);
}

/** A PNG of three colours of 8 bits, of lines that say how they are filtered. */
function pngOf(width: number, lines: readonly (readonly number[])[], interlace = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(lines.length, 4);
  header.set([8, 2, 0, 0, interlace], 8);
  const data = deflateSync(Buffer.from(lines.flat()));
  // in two parts, as it may come
  const parts = [data.subarray(0, 5), data.subarray(5)].map((part) => chunk('IDAT', part));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function dataOf(png: Buffer, type: string): Buffer {
  const at = png.indexOf(type, 0, 'latin1');
  const length = png.readUInt32BE(at - 4);
  const end = at + 4 + length;
  expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at, end)));
  return png.subarray(at + 4, end);
}

/** The colours of a PNG with a palette, pixel by pixel. */
function drawnIn(png: Buffer): number[] {
  const [width, palette] = [dataOf(png, 'IHDR').readUInt32BE(0), dataOf(png, 'PLTE')];
  const lines = inflateSync(dataOf(png, 'IDAT'));
  const places = [...lines].filter((_, at) => at % (width + 1) !== 0);
  return places.map((place) => palette.readUIntBE(place * 3, 3));
}

describe('a PNG', () => {
  it('is read whatever its lines are filtered by', () => {
    const none = [0, 10, 20, 30, 40, 50, 60];
    const left = [1, 10, 20, 30, 30, 30, 30];
    const above = [2, 0, 0, 0, 0, 0, 0];
    const average = [3, 5, 10, 15, 15, 15, 15];
    const paeth = [4, 0, 0, 0, 0, 0, 0];
    const wrapped = [4, 246, 236, 226, 0, 0, 0];
    const { width, height, bytes } = readPng(
      pngOf(2, [none, left, above, average, paeth, wrapped]),
    );
    expect([width, height]).toEqual([2, 6]);
    const line = [10, 20, 30, 40, 50, 60];
    expect([...bytes]).toEqual([...line, ...line, ...line, ...line, ...line, 0, 0, 0, 40, 20, 30]);
  });

  it('is refused if it is interlaced', () => {
    expect(() => readPng(pngOf(1, [[0, 1, 2, 3]], 1))).toThrow(TypeError);
  });
});

describe('a picture with a palette', () => {
  it('has the colours it had, where there are few', () => {
    const line = [0, 0xff, 0xff, 0xff, 0xf4, 0xf5, 0xf7, 0x12, 0x34, 0x56];
    const png = withPalette(pngOf(3, [line, line]));
    expect(drawnIn(png)).toEqual([0xffffff, 0xf4f5f7, 0x123456, 0xffffff, 0xf4f5f7, 0x123456]);
  });

  it('has nearly the colours it had, where there are many', () => {
    // grey values twice, and so more frequent than the reds between them
    const greys = Array.from({ length: 60 }, (_, at) => [at * 4, at * 4, at * 4]);
    const reds = Array.from({ length: 256 }, (_, at) => [at, 0, 0]);
    const pixels = [...greys, ...greys, ...reds];
    const drawn = drawnIn(withPalette(pngOf(pixels.length, [[0, ...pixels.flat()]])));
    expect(drawn.slice(0, 60)).toEqual(greys.map(([grey = 0]) => grey * 0x010101));
    const off = reds.map(([red = 0], at) => Math.abs(red - ((drawn[120 + at] ?? 0) >> 16)));
    expect(Math.max(...off)).toBeLessThanOrEqual(12);
    expect(new Set(drawn).size).toBeLessThan(110);
  });
});
