import { useEffect, useRef, useState } from 'preact/hooks';
import { Told } from './told.js';
import type { Board } from './view/board.js';
import type { Entry } from './view/history.js';
import { counted } from './view/text.js';
import { timeOfDay } from './view/times.js';

/** How long a refusal is shown, in milliseconds. */
const SHOWN_MS = 10_000;
const SHOWN_AT_ONCE = 3;

/** What a notice holds of a reason, in characters: any refusal of the supervisor's. */
const LONGEST_REASON = 500;

interface NoticesProps {
  readonly board: Board;
  readonly entries: readonly Entry[];
  readonly isInPast: boolean;
}

/** What a reader must not miss: a lost connection, and refusals as they happen. */
export function Notices({ board, entries, isInPast }: NoticesProps) {
  const refusals = useRefusals(board, entries);
  return (
    <>
      <Connection board={board} last={entries.at(-1)} />
      <div class="refusals" role="status" aria-label="Refusals">
        {!isInPast && <Latest refusals={refusals} />}
      </div>
    </>
  );
}

function Latest({ refusals }: { readonly refusals: readonly Entry[] }) {
  const more = refusals.length - SHOWN_AT_ONCE;
  return (
    <>
      {more > 0 && <p class="refusal more">{counted(more, 'more refusal')} in the timeline</p>}
      {refusals.slice(-SHOWN_AT_ONCE).map(({ n, origin, who, what, at }) => (
        <p class="refusal" key={n}>
          <b>
            <Told text={who} />
          </b>
          <span class="origin">
            <Told text={origin} />
          </span>
          <time dateTime={at}>{timeOfDay(at)}</time>
          <span class="refusal-what">
            <Told text={what} most={LONGEST_REASON} />
          </span>
        </p>
      ))}
    </>
  );
}

/** The refusals of the last seconds, told since the page is open. */
function useRefusals({ starts, mode }: Board, entries: readonly Entry[]): readonly Entry[] {
  const [shown, setShown] = useState<readonly Entry[]>([]);
  const heard = useRef({ starts, n: 0 });
  useEffect(() => {
    const last = entries.at(-1)?.n ?? 0;
    const isNew = heard.current.starts === starts && mode === 'live';
    const fresh = isNew ? refusalsAfter(entries, heard.current.n) : [];
    heard.current = { starts, n: last };
    if (fresh.length === 0) return;
    setShown((before) => [...before, ...fresh]);
    const over = new Set(fresh);
    setTimeout(() => setShown((before) => before.filter((each) => !over.has(each))), SHOWN_MS);
  }, [entries, starts, mode]);
  return shown;
}

function refusalsAfter(entries: readonly Entry[], n: number): readonly Entry[] {
  const from = entries.findLastIndex((entry) => entry.n <= n) + 1;
  return entries.slice(from).filter(({ kind }) => kind === 'refused');
}

function Connection({ board, last }: { readonly board: Board; readonly last: Entry | undefined }) {
  const { connection, mode } = board;
  if (connection === 'live' || connection === 'connecting') return null;
  const seen = last === undefined ? '' : ` Shown is what was last seen, at ${timeOfDay(last.at)}.`;
  return (
    <div class="lost" role="alert">
      <p>
        <b>
          {connection === 'ended' ? 'The board is not to be had here.' : 'The connection is lost.'}
        </b>
        {mode === null ? '' : seen}{' '}
        {connection === 'ended'
          ? 'It was started anew: open the address that it prints. Or too many pages look: close some, and load this one again.'
          : 'Connecting again… If the server has ended, start it again and open the address that it prints.'}
      </p>
    </div>
  );
}
