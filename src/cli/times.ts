const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Up to which age a unit is used, its length, and its name. */
const UNITS: readonly (readonly [number, number, string])[] = [
  [MINUTE, SECOND, 's'],
  [HOUR, MINUTE, 'min'],
  [2 * DAY, HOUR, 'h'],
  [2 * WEEK, DAY, 'days'],
  [9 * WEEK, WEEK, 'weeks'],
  [2 * 365 * DAY, 30 * DAY, 'months'],
  [Number.POSITIVE_INFINITY, 365 * DAY, 'years'],
];

/** Says how long ago an instant was, as a person would: `3 min ago`; a future one `in 3 min`. */
export function relativeTime(instant: number, now: number): string {
  if (Number.isNaN(instant)) return 'unknown';
  const age = Math.abs(now - instant);
  if (age < 10 * SECOND) return 'just now';
  return instant > now ? `in ${amountOf(age)}` : `${amountOf(age)} ago`;
}

/** Says how long a time is, in milliseconds, as a person would: `12 s`, `3 min`. */
export function amountOf(time: number): string {
  const [, length, name] = UNITS.find(([limit]) => time < limit) ?? [0, DAY, 'days'];
  return `${Math.max(0, Math.floor(time / length))} ${name}`;
}

/** Says how long a time was, in milliseconds: below a minute with a tenth of a second. */
export function lengthOf(time: number): string {
  if (Number.isNaN(time)) return 'an unknown time';
  return time < MINUTE ? `${(Math.max(0, time) / SECOND).toFixed(1)} s` : amountOf(time);
}

const DURATION = /^(\d{1,6}) ?(min|h|d|w)$/;
const LENGTHS: Readonly<Record<string, number>> = { min: MINUTE, h: HOUR, d: DAY, w: WEEK };

/** How a duration is written, for messages. */
export const DURATION_FORM = 'a whole number and a unit: 90min, 12h, 30d or 2w';

/** The milliseconds of a duration like `12h`, `30d`, `2w`; undefined if it is none. */
export function durationOf(text: string): number | undefined {
  const [, amount, unit = ''] = DURATION.exec(text) ?? [];
  const length = LENGTHS[unit];
  return length === undefined ? undefined : Number(amount) * length;
}
