import { useContext } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import { Told } from '../told.js';
import type { Entry } from '../view/history.js';
import { outcomeTone } from '../view/sight-words.js';
import { timeOfDay, took } from '../view/times.js';
import type { EndedTurnSight } from '../view/types.js';

/** The last turns of a session, newest first. */
export function EndedTurns({ turns }: { readonly turns: readonly EndedTurnSight[] }) {
  if (turns.length === 0) return null;
  return (
    <section aria-labelledby="turns-title">
      <h3 id="turns-title">Last turns</h3>
      <ol class="ended">
        {turns.map(({ turnId, how, since, endedAt }) => (
          <li key={`${turnId} ${endedAt}`}>
            <span class={`turn ${outcomeTone(how)}`} aria-hidden="true" />
            <span>{how}</span>
            <span class="ended-took">{took(since, endedAt)}</span>
            <time dateTime={endedAt}>{timeOfDay(endedAt)}</time>
          </li>
        ))}
      </ol>
    </section>
  );
}

const SHOWN = 100;

/** What happened to a session, newest first; each row leads to its moment. */
export function Past({ entries }: { readonly entries: readonly Entry[] }) {
  const { look } = useContext(ActsContext);
  return (
    <section aria-labelledby="past-title">
      <h3 id="past-title">What happened</h3>
      {entries.length === 0 && <p class="none">Nothing since the board looks on.</p>}
      <ol class="past">
        {entries
          .slice(-SHOWN)
          .toReversed()
          .map(({ n, at, what, tone }) => (
            <li key={n}>
              <button type="button" class={`past-row tone-${tone}`} onClick={() => look(n)}>
                <time dateTime={at}>{timeOfDay(at)}</time>
                <span class="dot" aria-hidden="true" />
                <Told text={what} />
              </button>
            </li>
          ))}
      </ol>
    </section>
  );
}
