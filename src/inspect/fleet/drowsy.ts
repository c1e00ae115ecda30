import type { ApprovalAnswer, ApprovalOutcome } from '../../control/index.js';
import { ControlError } from '../../control/index.js';
import type { Subscription } from '../../runtime/index.js';
import type { Fleet, FleetNews } from './api.js';

/** How long it goes on after the last one who wanted it, in milliseconds: pages are loaded anew. */
const PATIENCE_MS = 60_000;

/**
 * A fleet that observes processes only while somebody is there to see it: nobody's being there
 * costs nothing, here or there.
 */
export class DrowsyFleet implements Fleet {
  readonly #open: () => Fleet;
  readonly #listeners = new Set<(news: FleetNews) => void>();
  readonly #seen = new Set<string>();
  #fleet: Fleet | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(open: () => Fleet) {
    this.#open = open;
  }

  /** Somebody is there, or nobody any more. */
  attend(isThere: boolean): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    if (isThere) this.#wake();
    else this.#timer = setTimeout(() => this.#sleep(), PATIENCE_MS).unref();
  }

  subscribe(listener: (news: FleetNews) => void): Subscription {
    this.#listeners.add(listener);
    return { unsubscribe: () => this.#listeners.delete(listener) };
  }

  async close(process: string, agentId: string): Promise<boolean> {
    return this.#awake().close(process, agentId);
  }

  async approve(process: string, answer: ApprovalAnswer): Promise<ApprovalOutcome> {
    return this.#awake().approve(process, answer);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#sleep();
  }

  #awake(): Fleet {
    if (this.#fleet !== undefined) return this.#fleet;
    throw new ControlError('unreachable', 'nobody looks at the processes now');
  }

  #wake(): void {
    if (this.#fleet !== undefined) return;
    this.#fleet = this.#open();
    this.#fleet.subscribe((news) => {
      if (news.type === 'joined') this.#seen.add(news.process);
      if (news.type === 'left') this.#seen.delete(news.process);
      this.#tell(news);
    });
  }

  /** What is not observed any more has left, for whoever comes later. */
  #sleep(): void {
    this.#fleet?.end();
    this.#fleet = undefined;
    const at = new Date().toISOString();
    for (const process of this.#seen) this.#tell({ type: 'left', process, at });
    this.#seen.clear();
  }

  #tell(news: FleetNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}
