import type { Search } from '../support/turns-search.js';
import { reaching } from '../support/turns-search.js';
import type { TurnsStimulus } from './turns-ledger.js';
import type { TurnsState } from './turns-model.js';

type Explored = Pick<Search<TurnsState, TurnsStimulus, string>, 'states' | 'links' | 'wayTo'>;

/** What comes even when Codex never says how a turn ended. */
const ANSWERS = [
  ...['slot.granted', 'thread.opened', 'thread.refused', 'turn.started', 'turn.refused'],
  ...['turn.found', 'turn.missed', 'approval.settled', 'session.freed'],
];
const isTimer = ({ type }: TurnsStimulus) => type.startsWith('xstate.after.');
const isAnswer = (event: TurnsStimulus) => isTimer(event) || ANSWERS.includes(event.type);
/** What comes of a close even when Codex answers nothing at all. */
const isOwn = (event: TurnsStimulus) => isTimer(event) || event.type === 'session.freed';

const isQuiet = ({ snapshot: { status, value } }: TurnsState) =>
  status === 'done' || value === 'idle';

/** The shortest way to a state that nothing but a command or a loss leads out of; none if none. */
export function stuckInTurn(explored: Explored): readonly TurnsStimulus[] | undefined {
  const index = reaching(explored, isQuiet, isAnswer).indexOf(false);
  return index < 0 ? undefined : explored.wayTo(index);
}

/** The shortest way to a state whose close never ends though only Codex is silent; none if none. */
export function stuckInClose(explored: Explored): readonly TurnsStimulus[] | undefined {
  const isClosed = ({ snapshot: { value } }: TurnsState) => value === 'closed';
  const ends = reaching(explored, isClosed, isOwn);
  const stuck = explored.links.find(({ to, by }) => by.type === 'session.close' && !ends[to]);
  return stuck && [...explored.wayTo(stuck.from), stuck.by];
}
