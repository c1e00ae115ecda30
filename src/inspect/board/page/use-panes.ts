import { useCallback, useState } from 'preact/hooks';
import type { Pane } from './acts.js';

/** The panes that are open, the one in front last. */
export function usePanes() {
  const [panes, setPanes] = useState<readonly Pane[]>([]);
  const show = useCallback((pane: Pane) => setPanes((before) => [...before, pane]), []);
  /** Idempotent: an answer that comes late takes no other pane away. */
  const leave = useCallback(
    (pane: Pane) => setPanes((before) => before.filter((each) => each !== pane)),
    [],
  );
  return { panes, show, leave };
}
