/** The moment that is pictured, in milliseconds. */
export const NOW = Date.parse('2026-01-01T10:00:00.000Z');

/** So long before the moment that is pictured: RFC 3339 with milliseconds. */
export function ago(minutes: number, seconds = 0): string {
  return new Date(NOW - (minutes * 60 + seconds) * 1_000).toISOString();
}
