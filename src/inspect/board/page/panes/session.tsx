import { useContext, useMemo } from 'preact/hooks';
import { ActsContext } from '../acts.js';
import { ChartFrame } from '../chart/chart-frame.js';
import { Since } from '../clock.js';
import { Told } from '../told.js';
import type { Entry } from '../view/history.js';
import { approvalsByAgent } from '../view/order.js';
import { actorKey, type Seen } from '../view/seen.js';
import { turnWords } from '../view/sight-words.js';
import type { ProcessView, SessionView } from '../view/types.js';
import { pairOf } from '../view/values.js';
import { WayButton } from '../way-button.js';
import { Dialog, DialogHead } from './dialog.js';
import { Facts } from './facts.js';
import { EndedTurns, Past } from './past.js';

interface SessionPaneProps {
  readonly process: string;
  readonly agentId: string;
  readonly seen: Seen;
  readonly entries: readonly Entry[];
}

/** All there is to see of a session. */
export function SessionPane({ process, agentId, seen, entries }: SessionPaneProps) {
  const known = seen.view.processes.get(process);
  const session = known?.sessions.get(agentId);
  const own = useMemo(
    () => entries.filter((entry) => entry.process === process && entry.agentId === agentId),
    [entries, process, agentId],
  );
  const isKnown = known !== undefined && session !== undefined;
  return (
    // one dialog for both: another one would stand in front of what is open before it
    <Dialog labelledBy="session-title" look="drawer">
      <DialogHead id="session-title">
        <Told text={session?.record.identity ?? own.at(-1)?.who ?? 'Session'} whole={true} />
      </DialogHead>
      {isKnown ? (
        <Known process={known} session={session} moves={seen.moves} past={own} />
      ) : (
        <Gone past={own} />
      )}
    </Dialog>
  );
}

interface KnownProps {
  readonly process: ProcessView;
  readonly session: SessionView;
  readonly moves: Seen['moves'];
  readonly past: readonly Entry[];
}

function Known({ process, session, moves, past }: KnownProps) {
  const { record, sight, turns } = session;
  const { key } = process;
  const { agentId } = record;
  const move = (chart: 'session' | 'turns') => moves.get(actorKey(key, chart, agentId));
  const asked = approvalsByAgent(process).get(agentId);
  return (
    <div class="session-columns">
      <div class="session-facts">
        <State session={session} />
        <Actions process={key} session={session} asked={asked} />
        <Facts record={record} />
        <EndedTurns turns={sight?.turns ?? []} />
        <Past entries={past} />
      </div>
      <div class="session-charts">
        <ChartFrame chart="session" title="Session" value={pairOf(record)} move={move('session')} />
        <ChartFrame chart="turns" title="Turns" value={turns} move={move('turns')} />
      </div>
    </div>
  );
}

function Gone({ past }: { readonly past: readonly Entry[] }) {
  return (
    <>
      <p class="over">It is not known at this moment: its process left, or it was forgotten.</p>
      <Past entries={past} />
    </>
  );
}

function State({ session: { record, sight } }: { readonly session: SessionView }) {
  const { status, threadState } = record;
  const turn = sight?.turn ?? null;
  return (
    <div class="state">
      <p class="state-words">
        <span class={`word ${status}`}>{status}</span>
        {sight !== null && <Since at={sight.statusSince} />}
        <span class={`word ${threadState}`}>{threadState}</span>
        {sight !== null && <Since at={sight.threadSince} />}
      </p>
      {turn !== null && (
        <p class="state-turn">
          <b>{turnWords(turn.state)}</b>{' '}
          {turn.activity !== '' && <Told text={turn.activity} whole={true} />}{' '}
          <Since at={turn.since} />
        </p>
      )}
      {sight !== null && sight.queued > 0 && (
        <p class="state-turn">{sight.queued} queued behind it</p>
      )}
    </div>
  );
}

interface ActionsProps {
  readonly process: string;
  readonly session: SessionView;
  readonly asked: readonly { readonly approvalId: string; readonly question: string }[] | undefined;
}

function Actions({ process, session: { record }, asked = [] }: ActionsProps) {
  const { show, hindrance } = useContext(ActsContext);
  const { agentId, status } = record;
  const isClosable = hindrance === null && status !== 'closed';
  return (
    <div class="actions">
      {asked.map(({ approvalId, question }) => (
        <button
          key={approvalId}
          type="button"
          class="asked-open"
          onClick={() => show({ type: 'approval', process, approvalId })}
        >
          Answer: <Told text={question} />
        </button>
      ))}
      <WayButton
        class="danger-quiet"
        way={isClosable ? () => show({ type: 'close', process, agentId }) : null}
        title={hindrance ?? undefined}
      >
        Close the session…
      </WayButton>
    </div>
  );
}
