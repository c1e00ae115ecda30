import type { Entry } from '../view/history.js';
import type { LineKind } from '../view/line.js';

/** What the timeline can be narrowed to. */
export const NARROWINGS = {
  all: 'Everything',
  sessions: 'Sessions and refusals',
  refusals: 'Refusals only',
  steps: 'Steps of statecharts',
} as const;

export type Narrowing = keyof typeof NARROWINGS;

const KEPT: Readonly<Record<Narrowing, ReadonlySet<LineKind> | null>> = {
  all: null,
  sessions: new Set(['session', 'refused', 'approval', 'process']),
  refusals: new Set(['refused']),
  steps: new Set(['step']),
};

export function narrowed(entries: readonly Entry[], narrowing: Narrowing): readonly Entry[] {
  const kinds = KEPT[narrowing];
  return kinds === null ? entries : entries.filter(({ kind }) => kinds.has(kind));
}
