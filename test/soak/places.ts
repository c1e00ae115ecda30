import type { ToolAnswer } from '../support/proxy-e2e-client.js';
import { isOver, type Life } from './life.js';
import { NAMED_PLACES } from './plan.js';

/** A place that has one session at a time, as far as its callers know. */
export class Place {
  /** What its sessions may have said. */
  readonly texts = new Set<string>();
  agentId = '';
  threadId = '';
  /** A prompt of this session was answered to its end. */
  hadTurn = false;
  isClosed = false;
  lastCloseAt = Number.NEGATIVE_INFINITY;
  /** Nobody was asked for anything since its session was told to be closed. */
  staysClosed = false;
  /** The proxy that had the session when it answered last. */
  holder: Life | null = null;
  #open = 0;
  /** Until when each proxy had to do with it. */
  readonly #until = new Map<Life, number>();

  constructor(readonly index: number) {}

  /** What its sessions are named; undefined where they are not. */
  get identity(): string | undefined {
    return this.index < NAMED_PLACES ? `soak-${this.index}` : undefined;
  }

  /** Whether calls for it are under way. */
  get isBusy(): boolean {
    return this.#open > 0;
  }

  /** A call through a proxy begins; gives what is to be called when it is over. */
  enter(life: Life): (wasCancelled: boolean) => void {
    this.#open += 1;
    this.#until.set(life, Number.POSITIVE_INFINITY);
    return (wasCancelled) => {
      this.#open -= 1;
      // nobody knows whether one that was cancelled brought the session there
      this.#until.set(life, wasCancelled ? Number.POSITIVE_INFINITY : performance.now());
    };
  }

  /** Whether another proxy has its session, or had to do with it since a moment. */
  isContested(life: Life, since: number): boolean {
    const isElsewhere = this.holder === null || (this.holder !== life && !isOver(this.holder));
    const rivals = [...this.#until].filter(([other, until]) => {
      return other !== life && !isOver(other) && until > since;
    });
    return isElsewhere || rivals.length > 0;
  }

  /** Remembers the session that an answer is about. */
  learn({ agentId, threadId, isError, code }: ToolAnswer, life: Life): void {
    if (agentId === '' || (isError && code !== 'IDENTITY_CONFLICT')) return;
    if (agentId !== this.agentId) {
      Object.assign(this, { agentId, threadId: '', hadTurn: false, holder: null });
    }
    if (threadId !== '') this.threadId = threadId;
    if (isError) return;
    this.holder = life;
    this.isClosed = false;
  }
}
