import type {
  BackendSight,
  ChartValue,
  EndedTurnSight,
  SessionSight,
  TurnWord,
} from '../../control/index.js';
import type { JsonObject, SessionRecord } from '../../domain/index.js';
import type { ReplayedStep } from './replay.js';

/** How many turns that ended are remembered of a session. */
const REMEMBERED = 5;

/** How long a session has been what it is, and what its turns do, as far as a trace tells. */
export class Sights {
  readonly #sights = new Map<string, SessionSight>();

  /** After a change of a session. */
  afterChange(record: SessionRecord, at: string, previous: SessionRecord | undefined) {
    const before = this.#of(record.agentId, at);
    return this.#keep({
      ...before,
      statusSince: record.status === previous?.status ? before.statusSince : at,
      threadSince: record.threadState === previous?.threadState ? before.threadSince : at,
    });
  }

  /** After a step of a session's turns. */
  afterTurns({ agentId, at, to, context, emitted }: ReplayedStep): SessionSight {
    const before = this.#of(agentId ?? '', at);
    const state = turnWordOf(to);
    const since = before.turn?.since ?? at;
    const ended = emitted.flatMap((effect) => endedBy(effect, since, at));
    const queue = Array.isArray(context.queue) ? context.queue.length : 0;
    return this.#keep({
      ...before,
      turn: state && { state, activity: '', since: ended.length > 0 ? at : since },
      queued: queue,
      turns: [...ended.reverse(), ...before.turns].slice(0, REMEMBERED),
    });
  }

  #of(agentId: string, at: string): SessionSight {
    const known = this.#sights.get(agentId);
    const since = { statusSince: at, threadSince: at };
    return known ?? { agentId, ...since, turn: null, queued: 0, turns: [] };
  }

  #keep(sight: SessionSight): SessionSight {
    this.#sights.set(sight.agentId, sight);
    return sight;
  }
}

const WORDS: Readonly<Record<string, TurnWord>> = {
  waiting: 'queued',
  opening: 'opening',
  starting: 'opening',
  running: 'running',
  interrupting: 'interrupting',
  closing: 'closing',
};

function turnWordOf(value: ChartValue): TurnWord | null {
  if (typeof value === 'string') return WORDS[value] ?? null;
  const [[outer, inner] = ['', '']] = Object.entries(value);
  return inner === 'asking' ? 'awaiting_approval' : (WORDS[outer] ?? null);
}

function endedBy(effect: object, since: string, endedAt: string): EndedTurnSight[] {
  const { type, verdict, wasCurrent } = effect as {
    readonly type?: unknown;
    readonly verdict?: { readonly type: string; readonly turnId: string | null };
    readonly wasCurrent?: boolean;
  };
  if (type !== 'turn.settle' || verdict === undefined || !wasCurrent) return [];
  const how = verdict.type === 'session_closed' ? 'refused' : verdict.type;
  return [{ turnId: verdict.turnId, how: how as EndedTurnSight['how'], since, endedAt }];
}

/** The Codex process, as a step of its statechart leaves it. */
export function backendSightOf({ to, context }: ReplayedStep): BackendSight {
  const { pid = null, version = null } = (context.backend ?? {}) as JsonObject;
  const { name, message } = (context.error ?? {}) as JsonObject;
  const state = to === 'judging' ? 'backing_off' : to;
  return {
    state: state as BackendSight['state'],
    pid: typeof pid === 'number' ? pid : null,
    version: typeof version === 'string' ? version : null,
    restarts: Number(context.restarts ?? 0),
    lastError: typeof message === 'string' ? message : typeof name === 'string' ? name : null,
  };
}
