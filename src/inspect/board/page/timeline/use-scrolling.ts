import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Entry } from '../view/history.js';
import { ROW } from './windowed.js';

/** Keeps to the newest row until somebody scrolls away from it; then to what is read. */
export function useScrolling(box: HTMLElement | null, entries: readonly Entry[]) {
  const [{ top, height }, setSight] = useState({ top: 0, height: 600 });
  const [isFollowing, setFollowing] = useState(true);
  const known = useRef(entries);
  const scrolled = () => {
    if (box === null) return;
    const { scrollTop, clientHeight, scrollHeight } = box;
    setSight({ top: scrollTop, height: clientHeight });
    setFollowing(scrollHeight - scrollTop - clientHeight < ROW);
  };
  const follow = () => {
    if (box !== null) box.scrollTop = box.scrollHeight;
  };
  useLayoutEffect(() => {
    const forgotten = forgottenOf(known.current, entries);
    known.current = entries;
    if (isFollowing) follow();
    else if (box !== null && forgotten > 0) box.scrollTop -= forgotten * ROW;
  }, [box, entries, isFollowing]);
  useEffect(() => {
    if (box === null) return undefined;
    const observer = new ResizeObserver(scrolled);
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);
  return { top, height, isFollowing, scrolled, follow };
}

/** How many of the oldest entries are not there any more. */
function forgottenOf(before: readonly Entry[], after: readonly Entry[]): number {
  const oldest = after[0];
  return oldest === undefined ? 0 : before.findIndex(({ n }) => n === oldest.n);
}
