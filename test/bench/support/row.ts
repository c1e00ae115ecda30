export interface Budget {
  readonly limit: number;
  /** Whether the value may be at most the limit, or must be at least. */
  readonly better: 'at most' | 'at least';
}

/** One line of the table. */
export interface Row {
  readonly id: string;
  /** What is measured, and against what. */
  readonly label: string;
  /** The medians of both sides, in the same unit. */
  readonly ours: number;
  readonly peer: number;
  readonly unit: 'us' | 'ms' | 'B' | 'x' | 'writes';
  /** What the budget is about: a ratio of the sides, their difference, bytes, or a number of writes. */
  readonly value: number;
  readonly valueUnit: 'x' | 'ms' | 'B' | 'writes';
  /** Absent for a row that only explains another. */
  readonly budget?: Budget;
}

export type Verdict = 'ok' | 'over' | 'info';

export function verdictOn({ value, budget }: Row): Verdict {
  if (budget === undefined) return 'info';
  const { limit, better } = budget;
  return (better === 'at most' ? value <= limit : value >= limit) ? 'ok' : 'over';
}
