import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Entry } from '../view/history.js';
import { isLeftAtEnd, ROW, type Sight, scrollTopIn } from './windowed.js';

const UNSEEN: Sight = { top: 0, height: 600, isFollowing: true };

/** Keeps to the newest row until somebody scrolls away from it; then to what is read. */
export function useScrolling(box: HTMLElement | null, entries: readonly Entry[]) {
  const [sight, setSight] = useState(UNSEEN);
  // an observer is called with what was known when it was made
  const last = useRef(sight);
  const known = useRef(entries);
  const scrolled = () => {
    if (box === null) return;
    const before = last.current;
    const top = scrollTopIn(box, before);
    if (top !== box.scrollTop) box.scrollTop = top;
    last.current = {
      // a box that is folded away is scrolled to nothing
      top: box.clientHeight === 0 ? before.top : box.scrollTop,
      height: box.clientHeight,
      isFollowing: isLeftAtEnd(box, before),
    };
    setSight(last.current);
  };
  const follow = () => {
    if (box !== null) box.scrollTop = box.scrollHeight;
  };
  const { top, height, isFollowing } = sight;
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
