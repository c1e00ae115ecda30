import { useCallback, useState } from 'preact/hooks';
import type { Pane } from './acts.js';

/** The panes that are open, the one in front last. */
export function usePanes() {
  const [panes, setPanes] = useState<readonly Pane[]>([]);
  const show = useCallback((pane: Pane) => setPanes((before) => [...before, pane]), []);
  const leave = useCallback(() => setPanes((before) => before.slice(0, -1)), []);
  return { panes, show, leave };
}
