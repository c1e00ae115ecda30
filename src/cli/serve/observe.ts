import type {
  BackendSight,
  News,
  ServedObservation,
  ServedSessions,
  SessionStory,
} from '../../control/index.js';
import type { SessionChange } from '../../domain/index.js';
import type { AgentService, Signal } from '../../proxy/api.js';
import { isStep } from '../../proxy/history.js';
import { instantText } from '../../proxy/instants.js';
import type { Charts } from './charts.js';
import { Coalescing } from './coalescing.js';
import { controlApprovalOf } from './control-approval.js';

/** How often what a session does, and which approvals are open, is told at most, in milliseconds. */
const PERIOD_MS = 100;

/** The one key that is no agent id: those are never empty. */
const APPROVALS = '';

/** What is observed. */
export interface Observed {
  readonly service: Pick<AgentService, 'approvals' | 'sights'>;
  readonly supervisor: Pick<ServedSessions['supervisor'], 'subscribe'>;
  readonly charts: Pick<Charts, 'now' | 'subscribe'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Tells what all of it does, from now on. */
export function observe(observed: Observed, listener: (news: News) => void): ServedObservation {
  return new Observation(observed, listener);
}

/** All there is to tell of one session. */
export async function show(
  { sights }: Pick<AgentService, 'sights'>,
  agentId: string,
): Promise<SessionStory | null> {
  const story = await sights.story(agentId);
  if (story === null) return null;
  const { last } = story;
  return {
    ...story,
    approvals: story.approvals.map(controlApprovalOf),
    last: last && { turnId: last.turnId, how: last.status, text: last.text },
  };
}

/** News without their time. */
type Untimed = News extends infer Each ? (Each extends News ? Omit<Each, 'at'> : never) : never;

class Observation implements ServedObservation {
  readonly picture: ServedObservation['picture'];
  readonly #observed: Observed;
  readonly #listener: (news: News) => void;
  readonly #coalescing = new Coalescing(PERIOD_MS, (key) => this.#tellNow(key));
  readonly #subscriptions: readonly { unsubscribe(): void }[];
  #backend: BackendSight;

  constructor(observed: Observed, listener: (news: News) => void) {
    const { service, supervisor, charts, now } = observed;
    this.#observed = observed;
    this.#listener = listener;
    this.#backend = service.sights.backend;
    this.picture = {
      at: instantText(now()),
      sights: service.sights.all(),
      approvals: service.approvals().map(controlApprovalOf),
      backend: this.#backend,
      charts: charts.now(),
    };
    this.#subscriptions = [
      supervisor.subscribe((change) => this.#hearOf(change)),
      service.sights.subscribe((signal) => this.#look(signal)),
      charts.subscribe((step) => this.#tell({ type: 'step', ...step })),
    ];
  }

  end(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#coalescing.end();
  }

  #hearOf(change: SessionChange): void {
    this.#tell({ type: 'session', change });
    if (isStep(change) && change.type !== 'forgotten') {
      this.#coalescing.mark(change.record.agentId);
    }
  }

  #look(signal: Signal): void {
    if (signal.type === 'backend') this.#lookAtBackend();
    else this.#coalescing.mark(signal.type === 'agent' ? signal.agentId : APPROVALS);
  }

  /** At once: its states may be short. */
  #lookAtBackend(): void {
    const { backend } = this.#observed.service.sights;
    if (JSON.stringify(backend) === JSON.stringify(this.#backend)) return;
    this.#backend = backend;
    this.#tell({ type: 'backend', backend });
  }

  #tellNow(key: string): void {
    const { service } = this.#observed;
    if (key === APPROVALS) {
      this.#tell({ type: 'approvals', approvals: service.approvals().map(controlApprovalOf) });
      return;
    }
    const sight = service.sights.of(key);
    if (sight !== undefined) this.#tell({ type: 'sight', sight });
  }

  #tell(news: Untimed): void {
    this.#listener({ at: instantText(this.#observed.now()), ...news });
  }
}
