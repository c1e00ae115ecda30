import { useContext } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import { memo } from '../memo.js';
import { Told } from '../told.js';
import type { Entry } from '../view/history.js';
import { glimpse } from '../view/text.js';
import { timeOfDay } from '../view/times.js';
import { ROW } from './windowed.js';

/** What a tooltip holds, in characters. */
const LONGEST_TITLE = 400;

interface RowProps {
  readonly entry: Entry;
  readonly place: number;
  readonly count: number;
  readonly isSelected: boolean;
}

/** An entry of the timeline. */
export const Row = memo(({ entry, place, count, isSelected }: RowProps) => {
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
