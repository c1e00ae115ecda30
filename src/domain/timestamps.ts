import { InvalidArgumentError } from './errors.js';

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59);

/** True for an RFC 3339 date and time that exists in the calendar (a leap second included). */
export function isTimestamp(text: string): boolean {
  return isOwnTimestamp(text) || !Number.isNaN(instantOf(text));
}

const OWN_FORM =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}Z$/;

/** The form we write, on a day every month has: nearly all there are, told without a calendar. */
function isOwnTimestamp(text: string): boolean {
  return OWN_FORM.test(text);
}

/** The whole second an RFC 3339 text names, in milliseconds since 1970, or NaN. */
export function instantOf(text: string): number {
  const match = RFC_3339.exec(text);
  if (match === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as SixNumbers;
  const offset = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  if (!isCalendarDate(year, month, day) || hour > 23 || minute > 59 || second > 60) {
    return Number.NaN;
  }
  if (Number(match[9] ?? 0) > 23 || Number(match[10] ?? 0) > 59) return Number.NaN;
  const local = new Date(0).setUTCFullYear(year, month - 1, day) + clockTime(hour, minute, second);
  return local - (match[8] === '-' ? -offset : offset) * 60_000;
}

type SixNumbers = [number, number, number, number, number, number];

function clockTime(hour: number, minute: number, second: number): number {
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

function isCalendarDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
}

/** The later of two timestamps as instants; the first when they are equal. Both stay as written. */
export function laterOf(first: string, second: string): string {
  if (first === second) return first;
  const difference = instantOf(second) - instantOf(first);
  const isLater = difference === 0 ? fractionOf(second) > fractionOf(first) : difference > 0;
  return isLater ? second : first;
}

/** The digits after the second, to compare as text: there may be more than a number can hold. */
function fractionOf(text: string): string {
  return (RFC_3339.exec(text)?.[7] ?? '').replace(/\.?0*$/, '');
}

/**
 * Writes an instant as `YYYY-MM-DDTHH:MM:SSZ`, whole seconds, as the original does.
 *
 * @param now before 1970 reads as the epoch, as in the original.
 * @throws InvalidArgumentError (`clock`) for an invalid Date or one after the year 9999.
 */
export function formatTimestamp(now: Date): string {
  const instant = now instanceof Date ? now.getTime() : Number.NaN;
  if (Number.isNaN(instant) || instant > LAST_INSTANT + 999) {
    throw new InvalidArgumentError('clock', 'must return a valid Date before the year 10000');
  }
  const text = new Date(Math.max(0, instant)).toISOString();
  // JSON.parse makes a flat string; a slice would keep its parent alive in every record
  return JSON.parse(`"${text.slice(0, 19)}Z"`) as string;
}
