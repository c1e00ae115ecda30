import { useState } from 'preact/hooks';
import { memo } from '../memo.js';
import type { Entry } from '../view/history.js';
import { EntryWords } from './entry-words.js';
import { NARROWINGS, type Narrowing } from './kept.js';
import { Rows } from './rows.js';
import type { Listed } from './use-listed.js';

interface TimelineProps extends Listed {
  readonly latest: Entry | undefined;
  /** The entry after which the board is looked at. */
  readonly selected: number | null;
}

const CHOICES = Object.entries(NARROWINGS) as readonly (readonly [Narrowing, string])[];

/** Everything that has happened, newest last. */
export const Timeline = memo((props: TimelineProps) => {
  const { latest, entries, selected, narrowing, onNarrowing } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <aside class={isOpen ? 'timeline open' : 'timeline'} aria-labelledby="timeline-title">
      <header class="timeline-head">
        <h2 id="timeline-title">Timeline</h2>
        <Latest entry={latest} />
        <select
          aria-label="What the timeline shows"
          value={narrowing}
          onChange={({ currentTarget }) => onNarrowing(currentTarget.value as Narrowing)}
        >
          {CHOICES.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="timeline-toggle quiet"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Hide' : 'Show'}
        </button>
      </header>
      <Rows entries={entries} selected={selected} />
    </aside>
  );
});

/** On a narrow page, all there is to see while the timeline is folded. */
function Latest({ entry }: { readonly entry: Entry | undefined }) {
  if (entry === undefined) return null;
  return (
    <p class="latest" aria-hidden="true">
      <EntryWords entry={entry} />
    </p>
  );
}
