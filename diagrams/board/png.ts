import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** An image: three bytes for each pixel, red, green and blue. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const RGB = 2;
const PALETTE = 3;

/** Reads a PNG as Chromium writes it: 8 bits for each of three colours, not interlaced. */
export function readPng(png: Buffer): Pixels {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header?.[8] !== 8 || header[9] !== RGB || header[12] !== 0) {
    throw new TypeError(
      'only a PNG of three colours of 8 bits is read, and none that is interlaced',
    );
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
  return { width, height, bytes: unfiltered(inflateSync(Buffer.concat(data)), width * 3, height) };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** Takes back what each line was filtered by, for it is told as a difference to its neighbours. */
function unfiltered(filtered: Buffer, stride: number, height: number): Uint8Array {
  const bytes = new Uint8Array(stride * height);
  for (let line = 0; line < height; line += 1) {
    const from = line * (stride + 1);
    const filter = filtered[from];
    for (let x = 0; x < stride; x += 1) {
      const at = line * stride + x;
      const left = x < 3 ? 0 : bytes[at - 3]!;
      const above = line === 0 ? 0 : bytes[at - stride]!;
      const corner = x < 3 || line === 0 ? 0 : bytes[at - stride - 3]!;
      bytes[at] = filtered[from + 1 + x]! + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

function predicted(filter: number | undefined, left: number, above: number, corner: number) {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? nearest(left + above - corner, [left, above, corner]) : 0;
}

function nearest(value: number, candidates: readonly [number, number, number]): number {
  return candidates.reduce((best, each) =>
    Math.abs(value - each) < Math.abs(value - best) ? each : best,
  );
}

/**
 * Writes a PNG with a palette.
 *
 * @param colours at most 256, each as one number: `0xrrggbb`.
 * @param places the colour of each pixel, by its place among them.
 */
export function writePng(
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  colours: readonly number[],
  places: Uint8Array,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, PALETTE], 8);
  const palette = colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  const lines = Buffer.alloc((width + 1) * height);
  for (let line = 0; line < height; line += 1) {
    lines.set(places.subarray(line * width, (line + 1) * width), line * (width + 1) + 1);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
