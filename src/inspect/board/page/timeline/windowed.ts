/** How high a row is, in pixels: that of the style sheet. */
export const ROW = 28;

/** How many rows are drawn beyond those that are seen. */
const SPARE = 8;

/** The rows of a long list that are drawn. */
export interface Window {
  readonly first: number;
  /** One more than the last. */
  readonly end: number;
}

/** Tells which rows of so many are seen where a list is scrolled to; lengths are in pixels. */
export function windowAt(scrollTop: number, height: number, rows: number): Window {
  const first = Math.max(0, Math.floor(scrollTop / ROW) - SPARE);
  const end = Math.min(rows, Math.ceil((scrollTop + height) / ROW) + SPARE);
  return { first: Math.min(first, end), end };
}

/** What of a list is in sight; lengths are in pixels. */
export interface Sight {
  readonly top: number;
  /** 0: the list is folded away. */
  readonly height: number;
  /** The list keeps to its end. */
  readonly isFollowing: boolean;
}

/** A list as the browser has it, in pixels. */
export interface Box {
  readonly scrollTop: number;
  readonly clientHeight: number;
  readonly scrollHeight: number;
}

/** Tells whether a list keeps to its end now: one that was made higher or lower, as before. */
export function isLeftAtEnd(
  { scrollTop, clientHeight, scrollHeight }: Box,
  before: Sight,
): boolean {
  if (clientHeight !== before.height) return before.isFollowing;
  return scrollHeight - scrollTop - clientHeight < ROW;
}

/** Where a list belongs: of another height at its end if it keeps to that, unfolded where it was. */
export function scrollTopIn({ scrollTop, clientHeight, scrollHeight }: Box, before: Sight): number {
  if (clientHeight === before.height || clientHeight === 0) return scrollTop;
  if (before.isFollowing) return Math.max(0, scrollHeight - clientHeight);
  return before.height === 0 ? before.top : scrollTop;
}

/** Where a list must be scrolled to for a row to be seen; where it is, if the row is. */
export function scrolledTo(row: number, scrollTop: number, height: number): number {
  const top = row * ROW;
  if (top < scrollTop) return top;
  return top + ROW > scrollTop + height ? top + ROW - height : scrollTop;
}

/** The row a key leads to from another; undefined for other keys. */
export function rowAfter(key: string, row: number, rows: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: row - 1,
    ArrowDown: row + 1,
    PageUp: row - 10,
    PageDown: row + 10,
    Home: 0,
    End: rows - 1,
  };
  const next = steps[key];
  return next === undefined || rows === 0 ? undefined : Math.max(0, Math.min(rows - 1, next));
}
