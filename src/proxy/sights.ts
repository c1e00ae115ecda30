import type { DurableSessions, Subscription } from '../runtime/index.js';
import type { Agent } from './agent.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { BackendHost } from './backend-host.js';
import type { History } from './history.js';
import { instantText, lastActiveAt } from './instants.js';
import { approvalsOf } from './listing.js';
import type { Log } from './log.js';
import { within } from './patience.js';
import { refusalOf } from './refusals.js';
import type { Results } from './results.js';
import type { Roster } from './roster.js';
import type { AgentSight, AgentSights, AgentStory, Signal } from './sight.js';
import type { Signals } from './signals.js';
import type { BackendStatus } from './views.js';

/** How long Codex may take to tell a last result before the story is told without, in milliseconds. */
const RESULT_MS = 3_000;

/** What can be looked at. */
export interface Places {
  readonly sessions: DurableSessions;
  readonly roster: Roster;
  readonly history: History;
  readonly desk: ApprovalDesk;
  readonly results: Results;
  readonly host: BackendHost;
  readonly signals: Signals;
  readonly now: () => number;
  readonly log: Log;
}

/** Tells what the sessions at work look like, out of where it is known. */
export class Sights implements AgentSights {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  get backend(): BackendStatus {
    return this.#places.host.status;
  }

  subscribe(listener: (signal: Signal) => void): Subscription {
    return this.#places.signals.subscribe(listener);
  }

  of(agentId: string): AgentSight | undefined {
    const { sessions, roster, history, now } = this.#places;
    const record = sessions.supervisor.get(agentId);
    const agent = roster.get(agentId);
    const past = history.of(agentId);
    if (record === undefined || (agent === undefined && past === undefined)) return undefined;
    const since = instantText(lastActiveAt(record, now()));
    const { statusSince = since, threadSince = since, turns = [] } = past ?? {};
    const queued = agent?.queued ?? 0;
    return { agentId, statusSince, threadSince, turn: turnOf(agent), queued, turns };
  }

  all(): readonly AgentSight[] {
    const { roster, history } = this.#places;
    const atWork = [...roster.agents].map(({ agentId }) => agentId);
    const agentIds = new Set([...history.agentIds, ...atWork]);
    return [...agentIds].flatMap((agentId) => this.of(agentId) ?? []);
  }

  async story(agentId: string): Promise<AgentStory | null> {
    const { sessions, history, desk } = this.#places;
    if (sessions.supervisor.get(agentId) === undefined) return null;
    const last = await this.#last(agentId);
    const record = sessions.supervisor.get(agentId);
    if (record === undefined) return null;
    return {
      ...{ record, last, sight: this.of(agentId) ?? null },
      approvals: approvalsOf(desk, agentId),
      steps: history.of(agentId)?.steps ?? [],
    };
  }

  /** Its last result, unless Codex does not run, or does not tell it soon. */
  async #last(agentId: string): Promise<AgentStory['last']> {
    const { sessions, roster, results, host, log } = this.#places;
    const record = sessions.supervisor.get(agentId);
    if (record === undefined) return null;
    const isSilent = roster.get(agentId)?.current !== undefined || host.current === null;
    let last: AgentStory['last'] = null;
    const reading = results.last(record, isSilent, host).then(
      (told) => {
        last = told;
      },
      (error: unknown) => log('debug', 'no last result', { code: refusalOf(error).code }),
    );
    await within(RESULT_MS, reading);
    return last;
  }
}

function turnOf(agent: Agent | undefined): AgentSight['turn'] {
  const turn = agent?.current;
  if (turn === undefined) return null;
  const { state, activity } = turn.progress;
  return state === 'idle' ? null : { state, activity, since: instantText(turn.since) };
}
