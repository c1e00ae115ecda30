import type { Subscription } from '../runtime/index.js';
import { isolated } from '../runtime/isolation.js';
import type { Signal } from './sight.js';

/** Tells whoever looks that something may look different. Nothing is made while nobody looks. */
export class Signals {
  readonly #listeners = new Set<(signal: Signal) => void>();

  subscribe(listener: (signal: Signal) => void): Subscription {
    const hear = isolated('a listener of signals', listener);
    this.#listeners.add(hear);
    return { unsubscribe: () => void this.#listeners.delete(hear) };
  }

  agent(agentId: string): void {
    if (this.#listeners.size > 0) this.#tell({ type: 'agent', agentId });
  }

  approvals(): void {
    if (this.#listeners.size > 0) this.#tell({ type: 'approvals' });
  }

  backend(): void {
    if (this.#listeners.size > 0) this.#tell({ type: 'backend' });
  }

  #tell(signal: Signal): void {
    for (const hear of this.#listeners) hear(signal);
  }
}
