import { useContext } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import { memo } from '../memo.js';
import type { Entry } from '../view/history.js';
import { timeOfDay } from '../view/times.js';
import { titleOf } from './entry-title.js';
import { EntryWords } from './entry-words.js';
import { ROW } from './windowed.js';

interface RowProps {
  readonly entry: Entry;
  readonly place: number;
  readonly count: number;
  readonly isSelected: boolean;
}

/** An entry of the timeline. */
export const Row = memo(({ entry, place, count, isSelected }: RowProps) => {
  const { look } = useContext(ActsContext);
  const { n, at, tone, kind } = entry;
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
      title={titleOf(entry)}
      style={{ top: `${place * ROW}px` }}
      onClick={() => look(n)}
    >
      <time dateTime={at}>{timeOfDay(at)}</time>
      <span class="dot" aria-hidden="true" />
      <span class="row-words">
        <EntryWords entry={entry} />
      </span>
    </div>
  );
});
