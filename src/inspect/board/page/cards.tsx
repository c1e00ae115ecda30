import { useRef, useState } from 'preact/hooks';
import { Card } from './card.js';
import { useNow } from './clock.js';
import { approvalsByAgent, type Filter, isFiltering, type Order, orderOf } from './view/order.js';
import { actorKey, type Seen } from './view/seen.js';
import type { ControlApproval, ProcessView } from './view/types.js';

export interface SectionProps {
  readonly process: ProcessView;
  readonly moves: Seen['moves'];
  readonly filter: Filter;
  /** A moment of the past is looked at: the session it is about, or '' without one; null: now. */
  readonly about: string | null;
}

/** How many cards are drawn at first, and more each time it is asked for. */
const AT_ONCE = 240;

/** The sessions of a process as cards, the closed ones when they are asked for. */
export function Cards({ process, moves, filter, about }: SectionProps) {
  const list = useRef<HTMLUListElement>(null);
  const order = useOrder(process, filter, about !== null, list.current);
  const [showsClosed, setShowsClosed] = useState(false);
  const [most, setMost] = useState(AT_ONCE);
  const asks = filter.statuses.includes('closed');
  const ids = showsClosed || asks ? [...order.open, ...order.closed] : order.open;
  const approvals = approvalsByAgent(process);
  return (
    <>
      <ul class="cards" ref={list}>
        {ids.slice(0, most).map((agentId) => {
          const session = process.sessions.get(agentId);
          if (session === undefined) return null;
          return (
            <Card
              key={agentId}
              process={process.key}
              session={session}
              approvals={approvals.get(agentId) ?? NO_APPROVALS}
              move={moves.get(actorKey(process.key, 'session', agentId))}
              isAbout={about === agentId}
            />
          );
        })}
      </ul>
      {ids.length === 0 && (
        <NoSession isFiltered={isFiltering(filter)} closed={order.closed.length} />
      )}
      {ids.length > most && (
        <button type="button" class="fold" onClick={() => setMost(most + AT_ONCE)}>
          Show {Math.min(AT_ONCE, ids.length - most)} more of {ids.length}
        </button>
      )}
      {order.closed.length > 0 && !asks && (
        <button type="button" class="fold" onClick={() => setShowsClosed(!showsClosed)}>
          {showsClosed ? 'Hide' : 'Show'} {order.closed.length} closed
        </button>
      )}
    </>
  );
}

const NO_APPROVALS: readonly ControlApproval[] = [];

interface NoSessionProps {
  readonly isFiltered: boolean;
  /** How many closed ones could be shown. */
  readonly closed: number;
}

function NoSession({ isFiltered, closed }: NoSessionProps) {
  return <p class="nothing">{noSessionWords(isFiltered, closed > 0)}</p>;
}

function noSessionWords(isFiltered: boolean, hasClosed: boolean): string {
  if (isFiltered) {
    return hasClosed
      ? 'Of this process, only closed sessions match the filter.'
      : 'No session of this process matches the filter.';
  }
  return hasClosed ? 'All sessions are closed.' : 'No session yet.';
}

/** How long the cards stay where they are while their sessions change, in milliseconds. */
const CALM_MS = 1_500;

/** The order of the cards, which does not change under a reader's pointer or focus. */
function useOrder(
  process: ProcessView,
  filter: Filter,
  isPast: boolean,
  list: HTMLElement | null,
): Order {
  const now = useNow();
  const kept = useRef({ order: NO_ORDER, at: 0, filter, size: -1 });
  const { at, size } = kept.current;
  const isOther = kept.current.filter !== filter || size !== process.sessions.size;
  const isTime = Math.abs(now - at) > CALM_MS && list?.matches(':hover, :focus-within') !== true;
  if (isOther || isPast || isTime) {
    const order = orderOf(process, filter);
    kept.current = { order, at: now, filter, size: process.sessions.size };
  }
  return kept.current.order;
}

const NO_ORDER: Order = { open: [], closed: [] };
