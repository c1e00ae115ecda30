import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import { memo } from '../memo.js';
import { Told } from '../told.js';
import type { Entry } from '../view/history.js';
import { glimpse } from '../view/text.js';
import { timeOfDay } from '../view/times.js';
import { ROW, rowAfter, scrolledTo, windowAt } from './windowed.js';

interface RowsProps {
  readonly entries: readonly Entry[];
  readonly selected: number | null;
}

/** The entries as a list of which only the rows in sight are drawn. */
export function Rows({ entries, selected }: RowsProps) {
  const { look } = useContext(ActsContext);
  const box = useRef<HTMLDivElement>(null);
  const { top, height, isFollowing, scrolled, follow } = useScrolling(box.current, entries);
  const place = selected === null ? -1 : entries.findLastIndex(({ n }) => n <= selected);
  useEffect(() => {
    if (box.current === null || place < 0) return;
    box.current.scrollTop = scrolledTo(place, box.current.scrollTop, box.current.clientHeight);
  }, [place]);
  const press = (event: KeyboardEvent) => {
    const from = place < 0 ? entries.length : place;
    const next = entries[rowAfter(event.key, from, entries.length) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    look(next.n);
  };
  const { first, end } = windowAt(top, height, entries.length);
  const current = entries[place];
  return (
    <div class="rows-frame">
      <div
        ref={box}
        class="rows"
        role="listbox"
        tabIndex={0}
        aria-label="What happened, newest last"
        aria-activedescendant={current === undefined ? undefined : `entry-${current.n}`}
        onScroll={scrolled}
        onKeyDown={press}
      >
        <svg class="rows-space" width="1" height={entries.length * ROW} aria-hidden="true" />
        {entries.slice(first, end).map((entry, index) => (
          <Row
            key={entry.n}
            entry={entry}
            place={first + index}
            count={entries.length}
            isSelected={entry === current}
          />
        ))}
      </div>
      {!isFollowing && selected === null && (
        <button type="button" class="newest" onClick={follow}>
          ↓ Newest
        </button>
      )}
      {entries.length === 0 && <p class="nothing">Nothing has happened yet.</p>}
    </div>
  );
}

/** What a tooltip holds, in characters. */
const LONGEST_TITLE = 400;

interface RowProps {
  readonly entry: Entry;
  readonly place: number;
  readonly count: number;
  readonly isSelected: boolean;
}

const Row = memo(({ entry, place, count, isSelected }: RowProps) => {
  const { look } = useContext(ActsContext);
  const { n, at, who, what, tone, kind } = entry;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus, and its keys
    <div
      id={`entry-${n}`}
      class={`row kind-${kind} tone-${tone}`}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={count}
      title={glimpse(`${who} ${what}`, LONGEST_TITLE)}
      style={{ top: `${place * ROW}px` }}
      onClick={() => look(n)}
    >
      <time dateTime={at}>{timeOfDay(at)}</time>
      <span class="dot" aria-hidden="true" />
      <span class="row-words">
        <b>
          <Told text={who} />
        </b>{' '}
        <Told text={what} />
      </span>
    </div>
  );
});

/** Keeps to the newest row until somebody scrolls away from it. */
function useScrolling(box: HTMLElement | null, entries: readonly Entry[]) {
  const [{ top, height }, setSight] = useState({ top: 0, height: 600 });
  const [isFollowing, setFollowing] = useState(true);
  const oldest = useRef<number | undefined>(undefined);
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
    if (box === null) return;
    const forgotten = entries.findIndex(({ n }) => n === oldest.current);
    // what is read stays where it is when older rows are forgotten
    if (!isFollowing && forgotten < 0 && oldest.current !== undefined) scrolled();
    oldest.current = entries[0]?.n;
    if (isFollowing) follow();
  }, [entries, isFollowing]);
  useEffect(() => {
    if (box === null) return undefined;
    const observer = new ResizeObserver(scrolled);
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);
  return { top, height, isFollowing, scrolled, follow };
}
