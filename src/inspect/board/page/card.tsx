import { useContext } from 'preact/hooks';
import { ActsContext } from './acts.js';
import { MiniChart } from './chart/mini-chart.js';
import { Since, Until } from './clock.js';
import { memo } from './memo.js';
import { Told } from './told.js';
import { kindWords } from './view/approval-words.js';
import { type Move, sinceWhen } from './view/seen.js';
import { outcomeTone, outcomeWords, turnWords } from './view/sight-words.js';
import type {
  ControlApproval,
  EndedTurnSight,
  SessionRecord,
  SessionSight,
  SessionView,
} from './view/types.js';
import { pairOf } from './view/values.js';

interface CardProps {
  readonly process: string;
  readonly session: SessionView;
  readonly approvals: readonly ControlApproval[];
  readonly move: Move | undefined;
  /** What is looked at of the past happened to it. */
  readonly isAbout: boolean;
}

/** A session at a glance. */
export const Card = memo(({ process, session, approvals, move, isAbout }: CardProps) => {
  const { show } = useContext(ActsContext);
  const { record, sight } = session;
  const { agentId, status, threadState, tag } = record;
  const marks = `${approvals.length > 0 ? ' asking' : ''}${isAbout ? ' about' : ''}`;
  return (
    <li class={`card ${status} ${threadState}${marks}`} data-agent={agentId}>
      <div class="card-head">
        <h3>
          <button
            type="button"
            class="card-open"
            onClick={() => show({ type: 'session', process, agentId })}
          >
            <Told text={record.identity} />
          </button>
        </h3>
        {tag !== undefined && (
          <span class="tag">
            <Told text={tag} />
          </span>
        )}
      </div>
      <Place record={record} />
      <MiniChart value={pairOf(record)} move={move} />
      <Times record={record} sight={sight} move={move} />
      <Doing record={record} sight={sight} />
      {approvals.map((approval) => (
        <Asked key={approval.approvalId} process={process} approval={approval} />
      ))}
    </li>
  );
});

function Place({ record: { repoName, branch, cwd } }: { readonly record: SessionRecord }) {
  return (
    <p class="place" title={cwd}>
      <Told text={repoName ?? lastOf(cwd)} />
      {branch !== null && (
        <>
          <svg class="branch" viewBox="0 0 12 12" aria-label="branch" role="img">
            <circle cx="3" cy="2.500" r="1.500" />
            <circle cx="3" cy="9.500" r="1.500" />
            <circle cx="9" cy="3.500" r="1.500" />
            <path d="M3 4v4M9 5c0 2-3 2-5.500 3.500" />
          </svg>
          <Told text={branch} />
        </>
      )}
    </p>
  );
}

function lastOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

interface SightProps {
  readonly record: SessionRecord;
  readonly sight: SessionSight | null;
}

interface TimesProps extends SightProps {
  readonly move: Move | undefined;
}

function Times({ record, sight, move }: TimesProps) {
  const { lastActive, status, threadState } = record;
  if (sight === null) {
    return (
      <p class="times">
        <span>
          last used <Since at={lastActive} /> ago
        </span>
      </p>
    );
  }
  return (
    <p class="times">
      <span>
        {status} for <Since at={sinceWhen(sight.statusSince, move, 'status')} />
      </span>
      <span>
        {threadState} for <Since at={sinceWhen(sight.threadSince, move, 'thread')} />
      </span>
    </p>
  );
}

function Doing({ record, sight }: SightProps) {
  const turn = sight?.turn ?? null;
  const queued = sight?.queued ?? 0;
  const isAtWork = turn !== null && record.status === 'active';
  return (
    <div class="doing">
      <p class={isAtWork ? `activity ${turn.state}` : 'activity none'}>
        {isAtWork ? (
          <>
            <span class="spark" aria-hidden="true" />
            <Told text={turn.activity || turnWords(turn.state)} />
            <Since at={turn.since} />
          </>
        ) : (
          restWords(record)
        )}
      </p>
      {queued > 0 && <span class="queued">+{queued} queued</span>}
      <LastTurns turns={sight?.turns ?? NO_TURNS} />
    </div>
  );
}

const NO_TURNS: readonly EndedTurnSight[] = [];

function restWords({ status, threadState }: SessionRecord): string {
  if (status === 'closed') return 'Closed for good';
  if (status === 'stale') return threadState === 'busy' ? 'Lost in mid-turn' : 'Can be resumed';
  return threadState === 'busy' ? 'Starts its turn' : 'No turn';
}

/** The last turns as a row of dots, oldest first. */
function LastTurns({ turns }: { readonly turns: readonly EndedTurnSight[] }) {
  if (turns.length === 0) return null;
  return (
    <ol class="turns" aria-label="Last turns, oldest first">
      {turns.toReversed().map((turn) => (
        <li
          key={`${turn.turnId} ${turn.endedAt}`}
          class={`turn ${outcomeTone(turn.how)}`}
          title={outcomeWords(turn)}
        >
          <span class="unseen">{outcomeWords(turn)}</span>
        </li>
      ))}
    </ol>
  );
}

interface AskedProps {
  readonly process: string;
  readonly approval: ControlApproval;
}

function Asked({ process, approval }: AskedProps) {
  const { show } = useContext(ActsContext);
  const { approvalId, question, kind, expiresAt } = approval;
  return (
    <div class="asked">
      <p>
        <b>{kindWords(kind)}</b> <Told text={question} />
      </p>
      <span class="asked-until">
        <Until at={expiresAt} />
      </span>
      <button
        type="button"
        class="small"
        onClick={() => show({ type: 'approval', process, approvalId })}
      >
        Answer
      </button>
    </div>
  );
}
