const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A stretch of time in a few characters: `0:07`, `12:40`, `3 h 05`, `2 d 4 h`. */
export function stretch(ms: number): string {
  const past = Math.max(0, ms);
  if (past >= DAY) return `${Math.floor(past / DAY)} d ${Math.floor((past % DAY) / HOUR)} h`;
  if (past >= HOUR) return `${Math.floor(past / HOUR)} h ${two((past % HOUR) / MINUTE)}`;
  return `${Math.floor(past / MINUTE)}:${two((past % MINUTE) / SECOND)}`;
}

/** How long something took: below a minute with a tenth of a second. */
export function took(since: string, until: string): string {
  const ms = Math.max(0, Date.parse(until) - Date.parse(since));
  return ms < MINUTE ? `${(ms / SECOND).toFixed(1)} s` : stretch(ms);
}

/** The time of day of an instant where the reader is: `14:03:59`. */
export function timeOfDay(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '–';
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** Day and time of day of an instant where the reader is: `2026-11-22 14:03:59`. */
export function dayAndTime(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${timeOfDay(instant)}`;
}

function two(number: number): string {
  return String(Math.floor(number)).padStart(2, '0');
}
