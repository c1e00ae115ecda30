import { useContext, useEffect, useState } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import { Told } from '../told.js';
import type { Entry } from '../view/history.js';
import { timeOfDay } from '../view/times.js';

interface TravelProps {
  readonly mode: 'live' | 'replay' | null;
  /** After which the board is looked at; null: at its newest. */
  readonly entry: Entry | null;
  readonly entries: readonly Entry[];
}

/** Which moment is looked at, with the ways to another one. */
export function Travel({ mode, entry, entries }: TravelProps) {
  const { look } = useContext(ActsContext);
  const [isPlaying, setPlaying] = useState(false);
  const place = entry === null ? entries.length : entries.indexOf(entry);
  const next = entries[place + 1];
  usePlaying(isPlaying, setPlaying, entry, next);
  if (entry === null && mode !== 'replay') return null;
  const shown = entry ?? entries.at(-1);
  const step = (to: Entry | undefined) => {
    setPlaying(false);
    if (to !== undefined) look(to.n);
  };
  return (
    <section class="travel" aria-label="The moment that is looked at">
      <div class="travel-steps">
        <button type="button" disabled={place <= 0} onClick={() => step(entries[place - 1])}>
          <span aria-hidden="true">◀</span> Back
        </button>
        <button
          type="button"
          disabled={entry === null || next === undefined}
          onClick={() => setPlaying(!isPlaying)}
        >
          {isPlaying ? 'Pause' : 'Play'}
        </button>
        <button type="button" disabled={next === undefined} onClick={() => step(next)}>
          Step <span aria-hidden="true">▶</span>
        </button>
      </div>
      <p class="travel-moment">
        {shown === undefined ? (
          'Nothing was recorded'
        ) : (
          <>
            You look at <b>{timeOfDay(shown.at)}</b>
            <span class="travel-what">
              <Told text={shown.who} /> <Told text={shown.what} />
            </span>
          </>
        )}
      </p>
      <span class="travel-place">
        {Math.min(place + 1, entries.length)} / {entries.length}
      </span>
      {entry !== null && (
        <button type="button" class="primary" onClick={() => look(null)}>
          {mode === 'replay' ? 'To the end' : 'Back to live'}
        </button>
      )}
    </section>
  );
}

/** The longest and the shortest time a moment is shown while playing, in milliseconds. */
const LONGEST_MS = 1_000;
const SHORTEST_MS = 60;

function usePlaying(
  isPlaying: boolean,
  setPlaying: (isPlaying: boolean) => void,
  entry: Entry | null,
  next: Entry | undefined,
): void {
  const { look } = useContext(ActsContext);
  useEffect(() => {
    if (!isPlaying) return undefined;
    if (entry === null || next === undefined) {
      setPlaying(false);
      return undefined;
    }
    const apart = Date.parse(next.at) - Date.parse(entry.at);
    const pause = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, apart));
    const timer = setTimeout(() => look(next.n), pause);
    return () => clearTimeout(timer);
  }, [isPlaying, entry, next === undefined]);
}
