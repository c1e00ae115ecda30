import type {
  BackendSight,
  ChartSight,
  ControlApproval,
  ControlListing,
  ControlPicture,
  News,
  SessionSight,
} from '../../control/index.js';
import type { SessionChange, SessionRecord } from '../../domain/index.js';

/** The picture of a process, kept true by its news. */
export class LivePicture {
  readonly #head: Omit<ControlListing, 'sessions'>;
  readonly #records: Map<string, SessionRecord>;
  readonly #sights: Map<string, SessionSight>;
  readonly #charts: Map<string, ChartSight>;
  #approvals: readonly ControlApproval[];
  #backend: BackendSight | null;

  constructor(picture: ControlPicture) {
    const { pid, team, since, maxConcurrent, sessions, sights, charts } = picture;
    this.#head = { pid, team, since, maxConcurrent };
    this.#records = new Map(sessions.map((record) => [record.agentId, record]));
    this.#sights = new Map(sights.map((sight) => [sight.agentId, sight]));
    this.#charts = new Map(charts.map((chart) => [placeOf(chart), chart]));
    this.#approvals = picture.approvals;
    this.#backend = picture.backend;
  }

  take(news: News): void {
    if (news.type === 'session') this.#change(news.change);
    else if (news.type === 'sight') this.#sights.set(news.sight.agentId, news.sight);
    else if (news.type === 'approvals') this.#approvals = news.approvals;
    else if (news.type === 'backend') this.#backend = news.backend;
    else if (news.type === 'step') {
      const { chart, agentId, value } = news;
      this.#charts.set(placeOf(news), { chart, agentId, value });
    }
  }

  /** @param at when it is true: RFC 3339 with milliseconds. */
  at(at: string): ControlPicture {
    return {
      ...this.#head,
      at,
      sessions: [...this.#records.values()],
      sights: [...this.#sights.values()],
      approvals: this.#approvals,
      backend: this.#backend,
      charts: [...this.#charts.values()],
    };
  }

  #change(change: SessionChange): void {
    if (change.type === 'refused') return;
    const { type, record } = change;
    const { agentId } = record;
    this.#records.set(agentId, record);
    const isForgotten = type === 'forgotten';
    // a session that ended has no turns, and one that is forgotten has nothing
    if (isForgotten || record.status !== 'active') this.#charts.delete(`turns ${agentId}`);
    if (!isForgotten) return;
    this.#records.delete(agentId);
    this.#sights.delete(agentId);
    this.#charts.delete(`session ${agentId}`);
  }
}

const placeOf = ({ chart, agentId }: ChartSight): string => `${chart} ${agentId ?? ''}`;
