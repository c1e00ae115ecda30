import { type Pixels, readPng, writePng } from './png.js';

/** So many of the most frequent colours stay exactly as they are: every surface, and most text. */
const EXACT = 64;

/** How far any other may be from the colour it is drawn in; of the 441 from black to white. */
const TOLERANCE = 12;

/** The same picture in a third of the bytes: with a palette, in which colours of edges are merged. */
export function withPalette(png: Buffer): Buffer {
  const pixels = readPng(png);
  const counts = countsOf(pixels);
  const colours = coloursFor(counts);
  if (colours.length > 256) throw new RangeError(`${colours.length} colours: 256 fit`);
  const placeOf = new Map([...counts.keys()].map((one) => [one, nearestIn(colours, one)]));
  const places = Uint8Array.from(coloursIn(pixels), (colour) => placeOf.get(colour) ?? 0);
  return writePng(pixels, colours, places);
}

function* coloursIn({ bytes }: Pixels): Generator<number> {
  for (let at = 0; at < bytes.length; at += 3) {
    yield (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  }
}

function countsOf(pixels: Pixels): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const colour of coloursIn(pixels)) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  return counts;
}

function coloursFor(counts: ReadonlyMap<number, number>): readonly number[] {
  const frequent = [...counts].toSorted((one, other) => other[1] - one[1]);
  const colours: number[] = [];
  for (const [colour] of frequent) {
    const isNew = colours.every((each) => distance(each, colour) > TOLERANCE);
    if (colours.length < EXACT || isNew) colours.push(colour);
  }
  return colours;
}

function nearestIn(colours: readonly number[], colour: number): number {
  const distances = colours.map((each) => distance(each, colour));
  return distances.indexOf(Math.min(...distances));
}

function distance(one: number, other: number): number {
  const between = (shift: number) => ((one >> shift) & 255) - ((other >> shift) & 255);
  return Math.hypot(between(16), between(8), between(0));
}
