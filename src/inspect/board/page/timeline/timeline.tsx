import { useMemo, useState } from 'preact/hooks';
import { memo } from '../memo.js';
import type { Entry } from '../view/history.js';
import { EntryWords } from './entry-words.js';
import { NARROWINGS, type Narrowing, narrowed } from './kept.js';
import { Rows } from './rows.js';

interface TimelineProps {
  readonly entries: readonly Entry[];
  /** The entry after which the board is looked at. */
  readonly selected: number | null;
}

const CHOICES = Object.entries(NARROWINGS) as readonly (readonly [Narrowing, string])[];

/** Everything that has happened, newest last. */
export const Timeline = memo(({ entries, selected }: TimelineProps) => {
  const [narrowing, setNarrowing] = useState<Narrowing>('all');
  const [isOpen, setOpen] = useState(false);
  const kept = useMemo(() => narrowed(entries, narrowing), [entries, narrowing]);
  return (
    <aside class={isOpen ? 'timeline open' : 'timeline'} aria-labelledby="timeline-title">
      <header class="timeline-head">
        <h2 id="timeline-title">Timeline</h2>
        <Latest entry={entries.at(-1)} />
        <select
          aria-label="What the timeline shows"
          value={narrowing}
          onChange={({ currentTarget }) => setNarrowing(currentTarget.value as Narrowing)}
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
      <Rows entries={kept} selected={selected} />
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
