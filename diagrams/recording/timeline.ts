/** A moment at which more is to be seen. */
export interface Moment {
  /** Since the beginning, in milliseconds. */
  readonly at: number;
  /** How many rows are written by then. */
  readonly rows: number;
}

/** A line as the timeline sees it. */
export interface TimedLine {
  readonly rows: number;
  /** The pause before it, in milliseconds; null: it comes together with the next one. */
  readonly pauseMs: number | null;
}

/** How long the last screen stays, in milliseconds. */
const REST_MS = 4_000;

/** When which rows are there; what is there at the beginning is its first moment. */
export function momentsOf(lines: readonly TimedLine[]): Moment[] {
  const moments: Moment[] = [];
  let [at, rows] = [0, 0];
  for (const line of lines) {
    rows += line.rows;
    if (line.pauseMs === null) continue;
    at += line.pauseMs;
    moments.push({ at, rows });
  }
  return moments;
}

/** How long all of it takes, the rest at its end included, in milliseconds. */
export function lengthOf(moments: readonly Moment[]): number {
  return (moments.at(-1)?.at ?? 0) + REST_MS;
}

/**
 * The steps of a CSS animation that moves something up or down as rows are written.
 *
 * @param offsetAt how far, in pixels, once so many rows are there.
 */
export function keyframes(
  name: string,
  moments: readonly Moment[],
  offsetAt: (rows: number) => number,
): string {
  const length = lengthOf(moments);
  const steps = moments.map(({ at, rows }) => ({ at, offset: offsetAt(rows) }));
  const changes = steps.filter(({ offset }, place) => offset !== steps[place - 1]?.offset);
  const frames = changes.map(
    ({ at, offset }) => `${percent(at / length)}{transform:translateY(${offset}px)}`,
  );
  return `@keyframes ${name}{${frames.join('')}}`;
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))}%`;
}
