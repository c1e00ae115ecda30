import { useContext, useEffect, useState } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import { TIMELINE } from '../focus.js';
import { usePageKeys } from '../keys.js';
import { aroundOf } from '../view/around.js';
import type { Entry } from '../view/history.js';
import { type Way, WayButton } from '../way-button.js';
import { LookedAt } from './entry-words.js';

interface TravelProps {
  readonly mode: 'live' | 'replay' | null;
  /** After which the board is looked at; null: at its newest. */
  readonly entry: Entry | null;
  /** Those that are listed, over which the steps go. */
  readonly entries: readonly Entry[];
}

/** Which moment is looked at, with the ways to another one. */
export function Travel({ mode, entry, entries }: TravelProps) {
  const { look } = useContext(ActsContext);
  const [isPlaying, setPlaying] = useState(false);
  const { before, next, happened } = aroundOf(entries, entry);
  const isShown = entry !== null || mode === 'replay';
  const step = (to: Entry | undefined) => {
    setPlaying(false);
    if (isShown && to !== undefined) look(to.n);
  };
  usePlaying(isPlaying, setPlaying, entry, next);
  usePageKeys({
    ArrowLeft: () => step(before),
    ArrowRight: () => step(next),
  });
  if (!isShown) return null;
  return (
    <section class="travel" aria-label="The moment that is looked at" data-heir={TIMELINE}>
      <Steps
        onBack={before !== undefined ? () => step(before) : null}
        onPlay={entry !== null && next !== undefined ? () => setPlaying(!isPlaying) : null}
        onStep={next !== undefined ? () => step(next) : null}
        isPlaying={isPlaying}
      />
      <Moment entry={entry ?? entries.at(-1)} />
      <span class="travel-place">
        {happened} / {entries.length}
      </span>
      {entry !== null && <Return mode={mode} />}
    </section>
  );
}

interface StepsProps {
  readonly onBack: Way;
  readonly onPlay: Way;
  readonly onStep: Way;
  readonly isPlaying: boolean;
}

function Steps({ onBack, onPlay, onStep, isPlaying }: StepsProps) {
  return (
    <div class="travel-steps">
      <WayButton way={onBack}>
        <span aria-hidden="true">◀</span> Back
      </WayButton>
      <WayButton way={onPlay}>{isPlaying ? 'Pause' : 'Play'}</WayButton>
      <WayButton way={onStep}>
        Step <span aria-hidden="true">▶</span>
      </WayButton>
    </div>
  );
}

function Moment({ entry }: { readonly entry: Entry | undefined }) {
  if (entry === undefined) return <p class="travel-moment">Nothing was recorded</p>;
  return <LookedAt entry={entry} />;
}

function Return({ mode }: Pick<TravelProps, 'mode'>) {
  const { look } = useContext(ActsContext);
  return (
    <button type="button" class="primary" onClick={() => look(null)}>
      {mode === 'replay' ? 'To the end' : 'Back to live'}
    </button>
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
  }, [isPlaying, entry, next?.n]);
}
