import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Acts, ActsContext } from './acts.js';
import { Moment } from './clock.js';
import { Fleet } from './fleet.js';
import { useKeptFocus } from './focus.js';
import { Header } from './header.js';
import { useKeys } from './keys.js';
import { Notices } from './notices.js';
import { Panes } from './panes/panes.js';
import { Timeline } from './timeline/timeline.js';
import { Travel } from './timeline/travel.js';
import { useListed } from './timeline/use-listed.js';
import { usePanes } from './use-panes.js';
import { useTravel } from './use-travel.js';
import type { Board } from './view/board.js';
import { entriesOf } from './view/history.js';
import { NO_FILTER } from './view/order.js';

/** The whole page. */
export function App({ board }: { readonly board: Board }) {
  const { history, mode, connection } = board;
  const [filter, setFilter] = useState(NO_FILTER);
  const entries = useMemo(() => entriesOf(history), [history]);
  const listed = useListed(entries);
  const { panes, show, leave } = usePanes();
  const { entry, seen, look } = useTravel(board, entries);
  const hindrance = hindranceOf(board, entry !== null);
  const acts: Acts = useMemo(() => ({ show, look, hindrance }), [show, look, hindrance]);
  useKeys({ show, look, isInPast: entry !== null });
  useKeptFocus();
  useEffect(() => {
    document.title = titleOf(board);
  }, [board]);
  return (
    <ActsContext.Provider value={acts}>
      <Moment.Provider value={entry === null ? replayed(board) : Date.parse(entry.at)}>
        <div class={connection === 'live' ? 'page' : 'page unheard'}>
          <Header board={board} seen={seen} filter={filter} onFilter={setFilter} />
          <Travel mode={mode} entry={entry} entries={listed.entries} />
          <Notices board={board} entries={entries} isInPast={entry !== null} />
          <div class="halves">
            <Fleet seen={seen} filter={filter} mode={mode} entry={entry} />
            <Timeline latest={entries.at(-1)} selected={entry?.n ?? null} {...listed} />
          </div>
          <Panes panes={panes} leave={leave} seen={seen} entries={entries} />
        </div>
      </Moment.Provider>
    </ActsContext.Provider>
  );
}

/** What was recorded has its own times: its last is the now. */
function replayed({ mode, history }: Board): number | null {
  const last = history.chunks.at(-1)?.entries.at(-1);
  return mode === 'replay' && last !== undefined ? Date.parse(last.at) : null;
}

function hindranceOf({ mode, connection }: Board, isInPast: boolean): string | null {
  if (mode === 'replay') return 'This is a recorded run: nothing can be changed.';
  if (isInPast) return 'You look at the past: go back to live first.';
  return connection === 'live' ? null : 'The connection is lost: nothing can be changed now.';
}

function titleOf({ history }: Board): string {
  const processes = [...history.now.view.processes.values()];
  const open = processes.reduce((sum, { approvals }) => sum + approvals.length, 0);
  return open === 0 ? 'codex-sessions' : `(${open}) codex-sessions`;
}
