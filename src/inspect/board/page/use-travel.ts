import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Board } from './view/board.js';
import { type Entry, seenAt } from './view/history.js';

/** Which moment is looked at, and what is seen of it: that after an entry, or now. */
export function useTravel({ mode, history, starts }: Board, entries: readonly Entry[]) {
  const [selected, setSelected] = useState<number | null>(null);
  const look = useCallback((n: number | null) => setSelected(n), []);
  const [first] = entries;
  useEffect(() => {
    // a recorded run is looked at from its beginning
    if (starts === 1 && mode === 'replay' && first !== undefined) setSelected(first.n);
  }, [starts, mode]);
  const entry = useMemo(() => entryAt(entries, selected), [entries, selected]);
  const seen = useMemo(
    () => (entry === null ? undefined : seenAt(history, entry.n)),
    // an entry that is kept stays what it is, whatever follows
    [entry],
  );
  return { entry, seen: seen ?? history.now, look };
}

/** The entry that is looked at; the oldest one if it was forgotten meanwhile. */
function entryAt(entries: readonly Entry[], n: number | null): Entry | null {
  if (n === null) return null;
  return entries.find((entry) => entry.n >= n) ?? null;
}
