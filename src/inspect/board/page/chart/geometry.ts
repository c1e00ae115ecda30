/** A statechart as it was drawn: what the page draws again, with the states lit that it is in. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Where the drawing's origin lies. */
  readonly origin: readonly [number, number];
  /** Those with states inside stand before these. */
  readonly nodes: readonly GeometryNode[];
  readonly edges: readonly GeometryEdge[];
}

export interface GeometryNode {
  /** The machine's id, then the keys on the way to the state: `session.status.active`. */
  readonly id: string;
  readonly kind: 'parallel' | 'compound' | 'simple' | 'final' | 'every' | 'initial' | 'end';
  readonly box: Box;
  /** Where the line below the title lies; null without one. */
  readonly rule: number | null;
  readonly lines: readonly GeometryLine[];
}

/** From the left, from the top, width and height. */
export type Box = readonly [x: number, y: number, width: number, height: number];

export interface GeometryEdge {
  readonly from: string;
  readonly to: string;
  /** The events that take it, as they are written beside it. */
  readonly events: readonly string[];
  readonly path: string;
  /** The corners of the arrow's head. */
  readonly head: string;
  readonly lines: readonly GeometryLine[];
}

/** A line of text: what kind it is, where it begins, and what it says. */
export type GeometryLine = readonly [
  kind: string,
  x: number,
  y: number,
  text: string,
  guard?: string,
  action?: string,
];
