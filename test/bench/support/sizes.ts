/** How large the rows are measured. */
export interface Sizes {
  /** Samples of each side. */
  readonly rounds: number;
  /** Samples of each side where every sample takes a new process. */
  readonly freshRounds: number;
  /** Operations in one go. */
  readonly batch: number;
  readonly few: number;
  readonly many: number;
  /** Live sessions under a cycle or a register. */
  readonly live: number;
  /** Sessions in a memory row. */
  readonly remembered: number;
  readonly restored: number;
  /** Turns on each side of a latency row. */
  readonly turns: number;
  /** Pieces of a streamed answer. */
  readonly deltas: number;
}

export const FULL: Sizes = {
  rounds: 25,
  freshRounds: 7,
  batch: 200,
  few: 1_000,
  many: 100_000,
  live: 10_000,
  remembered: 20_000,
  restored: 100_000,
  turns: 300,
  deltas: 5_000,
};

/** For a smoke test: the rows mean something, the numbers little. */
export const QUICK: Sizes = {
  rounds: 3,
  freshRounds: 1,
  batch: 50,
  few: 200,
  many: 2_000,
  live: 500,
  remembered: 2_000,
  restored: 2_000,
  turns: 15,
  deltas: 500,
};

/** A cycle of the Map registry is short: so many more of them make a sample of the same length. */
export const MAP_BATCHES = 50;

/** 10000 as `10,000`. */
export function counted(size: number): string {
  return size.toLocaleString('en-US');
}
