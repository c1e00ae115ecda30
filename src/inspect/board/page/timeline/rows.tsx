import { useContext, useEffect, useRef } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import type { Entry } from '../view/history.js';
import { Row } from './row.js';
import { useScrolling } from './use-scrolling.js';
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
        onKeyDown={(event) => {
          const from = place < 0 ? entries.length : place;
          const next = entries[rowAfter(event.key, from, entries.length) ?? -1];
          if (next === undefined) return;
          event.preventDefault();
          look(next.n);
        }}
      >
        <RowsInSight entries={entries} current={current} top={top} height={height} />
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

interface SightProps {
  readonly entries: readonly Entry[];
  readonly current: Entry | undefined;
  readonly top: number;
  readonly height: number;
}

function RowsInSight({ entries, current, top, height }: SightProps) {
  const { first, end } = windowAt(top, height, entries.length);
  return (
    <>
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
    </>
  );
}
