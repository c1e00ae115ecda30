import type { ChartValue, SessionRecord } from './types.js';

/** A state in words: `running.working`; of several regions `status: active, thread: busy`. */
export function valueWords(value: ChartValue): string {
  if (typeof value === 'string') return value;
  const regions = Object.entries(value);
  const [only] = regions;
  if (only !== undefined && regions.length === 1) return `${only[0]}.${valueWords(only[1])}`;
  return regions.map(([region, inner]) => `${region}: ${valueWords(inner)}`).join(', ');
}

/** The same without the names of the regions: `active, busy`. */
export function briefly(value: ChartValue): string {
  if (typeof value === 'string') return value;
  const regions = Object.values(value);
  return regions.length === 1 ? valueWords(value) : regions.map(briefly).join(', ');
}

/** XState's own names of events, in words; all others say what they mean. */
export function eventWords(event: string): string {
  const [, kind, delay] = /^xstate\.(init|stop|done|error|after)\b\.?([^.]*)/.exec(event) ?? [];
  switch (kind) {
    case 'init':
      return 'start';
    case 'done':
      return 'its work is done';
    case 'error':
      return 'its work failed';
    case 'after':
      return `after ${delay}`;
    default:
      return event;
  }
}

/** Every state a chart is in, by its whole path, the outer ones first. */
export function activePaths(chart: string, value: ChartValue): string[] {
  if (typeof value === 'string') return [chart, `${chart}.${value}`];
  const inner = Object.entries(value).flatMap(([key, below]) =>
    activePaths(`${chart}.${key}`, below),
  );
  return [chart, ...inner];
}

/** The state of a session's chart. */
export function pairOf({ status, threadState }: SessionRecord): ChartValue {
  return { status, thread: threadState };
}

/** True for the same state. */
export function sameValue(one: ChartValue, other: ChartValue): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => {
      const [left, right] = [one[key], other[key]];
      return left !== undefined && right !== undefined && sameValue(left, right);
    })
  );
}
