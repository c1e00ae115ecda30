import type { Geometry, GeometryNode } from './geometry.js';

/** One region of a statechart in a row, small enough for a card. */
export interface Mini {
  readonly name: string;
  readonly width: number;
  readonly nodes: readonly MiniNode[];
  readonly edges: readonly MiniEdge[];
}

export interface MiniNode {
  readonly id: string;
  readonly label: string;
  readonly x: number;
}

export interface MiniEdge {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly head: string;
}

export const PILL = { width: 47, height: 19, gap: 15, top: 15 } as const;
const MIDDLE = PILL.top + PILL.height / 2;
const BOTTOM = PILL.top + PILL.height;
const APART = 3.5;
const BOW = 11;

/** Lays the states of a region out in a row, the final one last, with one arrow for each pair. */
export function miniOf({ nodes, edges }: Geometry, region: string): Mini {
  const inside = nodes.filter(({ id, kind }) => id.startsWith(`${region}.`) && DRAWN.has(kind));
  const row = [...inside].sort((one, other) => finality(one) - finality(other));
  const places = new Map(row.map(({ id }, place) => [id, place]));
  const pairs = new Map(edges.map(({ from, to }) => [`${from} ${to}`, { from, to }]));
  return {
    name: keyOf(region),
    width: row.length * (PILL.width + PILL.gap) - PILL.gap,
    nodes: row.map(({ id }, place) => ({ id, label: keyOf(id), x: leftOf(place) })),
    edges: [...pairs.values()].flatMap(({ from, to }) => {
      const [start, end] = [places.get(from), places.get(to)];
      if (start === undefined || end === undefined || start === end) return [];
      return [{ from, to, ...arrow(start, end) }];
    }),
  };
}

const DRAWN: ReadonlySet<GeometryNode['kind']> = new Set(['simple', 'compound', 'final']);

function finality({ kind }: GeometryNode): number {
  return kind === 'final' ? 1 : 0;
}

function keyOf(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1);
}

function leftOf(place: number): number {
  return place * (PILL.width + PILL.gap);
}

/** Neighbours are joined by a line, there above and back below; others by a bow. */
function arrow(start: number, end: number): { path: string; head: string } {
  const ahead = end > start;
  if (Math.abs(end - start) > 1) return bow(leftOf(start), leftOf(end), ahead);
  const y = MIDDLE + (ahead ? -APART : APART);
  const x1 = leftOf(start) + (ahead ? PILL.width + 1 : -1);
  const x2 = leftOf(end) + (ahead ? -2 : PILL.width + 2);
  const back = ahead ? -3.5 : 3.5;
  return {
    path: `M${x1},${y}L${x2},${y}`,
    head: `M${x2 + back},${y - 2.5}L${x2},${y}L${x2 + back},${y + 2.5}`,
  };
}

function bow(left: number, right: number, ahead: boolean): { path: string; head: string } {
  const [x1, x2] = [left + PILL.width / 2, right + PILL.width / 2];
  const y = ahead ? PILL.top - 1 : BOTTOM + 1;
  const over = ahead ? y - BOW : y + BOW;
  const back = ahead ? -3.5 : 3.5;
  return {
    path: `M${x1},${y}C${x1},${over} ${x2},${over} ${x2},${y}`,
    head: `M${x2 - 2.5},${y + back}L${x2},${y}L${x2 + 2.5},${y + back}`,
  };
}
