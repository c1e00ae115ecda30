import { useMemo, useState } from 'preact/hooks';
import type { Entry } from '../view/history.js';
import { type Narrowing, narrowed } from './kept.js';

/** What the timeline lists. */
export interface Listed {
  readonly entries: readonly Entry[];
  readonly narrowing: Narrowing;
  readonly onNarrowing: (narrowing: Narrowing) => void;
}

/** Lists those of the entries that a reader chose to see. */
export function useListed(all: readonly Entry[]): Listed {
  const [narrowing, onNarrowing] = useState<Narrowing>('all');
  const entries = useMemo(() => narrowed(all, narrowing), [all, narrowing]);
  return { entries, narrowing, onNarrowing };
}
