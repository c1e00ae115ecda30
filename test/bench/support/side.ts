/** One of the things that are compared: prepared once, then sampled whenever it is asked to. */
export interface Side {
  /** Measures once, and says what it measured in the unit of its row. */
  sample(): number | Promise<number>;
  /** Ends what it started; absent where it started nothing. */
  end?(): Promise<void>;
}

/** How large a side is made, each number under its name. */
export interface SideSizes {
  /** Sessions that stay active all the time. */
  readonly live?: number;
  /** Sessions that lived and were closed before the first sample. */
  readonly history?: number;
  /** Operations in one go. */
  readonly batch?: number;
  /** How many batches make one sample. Default 1. */
  readonly batches?: number;
  /** Sessions in a memory or restore row. */
  readonly sessions?: number;
  /** How many of 100 restored sessions are closed; the others are stale. */
  readonly closedPercent?: number;
  /** Pieces of a streamed answer. */
  readonly deltas?: number;
}

export type SideFactory = (sizes: SideSizes) => Side | Promise<Side>;
