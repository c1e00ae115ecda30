import { Told } from '../told.js';
import type { Entry } from '../view/history.js';
import { shortened } from '../view/text.js';
import { timeOfDay } from '../view/times.js';

interface EntryWordsProps {
  readonly entry: Entry;
  /** How many characters are drawn of what happened; else what fits into a row. */
  readonly most?: number;
}

/** Whose news an entry is, whom it is about, and what happened. */
export function EntryWords({ entry: { origin, who, what }, most }: EntryWordsProps) {
  return (
    <>
      {origin !== '' && (
        <>
          <span class="origin">
            <Told text={shortened(origin, LONGEST_NAME)} />
          </span>{' '}
        </>
      )}
      <b>
        <Told text={shortened(who, LONGEST_NAME)} />
      </b>{' '}
      <span class="what">
        <Told text={what} {...(most !== undefined && { most })} />
      </span>
    </>
  );
}

/** What is drawn of a name: more would hide what happened. */
const LONGEST_NAME = 80;

/** What can be read of an entry without opening anything, in characters. */
const AT_MOST = 4_000;

/** From how many characters on it may have to be scrolled, which must be possible by keyboard. */
const LONG = 200;

/** An entry as the moment that is looked at, with all its words. */
export function LookedAt({ entry }: { readonly entry: Entry }) {
  return (
    <p class="travel-moment" tabIndex={entry.what.length > LONG ? 0 : undefined}>
      You look at <b>{timeOfDay(entry.at)}</b>
      <span class="travel-what">
        <EntryWords entry={entry} most={AT_MOST} />
      </span>
    </p>
  );
}
