import type { Agent } from './agent.js';

export interface RoomOptions {
  /** Whether an idle session may be put aside: nobody chose its name. */
  readonly isParkable: (agent: Agent) => boolean;
  /** Puts it aside; false if it could not be. */
  readonly park: (agent: Agent) => Promise<boolean>;
}

/** What stood in the way of an admission. */
interface Obstacle {
  readonly code: string;
  readonly agentId?: string;
}

/** Where room for a session comes from: sessions that are idle, and those on their way out. */
export class Room {
  readonly #options: RoomOptions;
  /** The longest idle first: a set keeps the order of arrival. */
  readonly #idle = new Set<Agent>();
  /** By agent id; they hold name and slot until they are gone. */
  readonly #leaving = new Map<string, Promise<void>>();

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** A session has nothing to do. */
  rests(agent: Agent): void {
    this.#idle.add(agent);
  }

  /** It has, or is gone. */
  works(agent: Agent): void {
    this.#idle.delete(agent);
  }

  /** A session is on its way out until a promise is settled. */
  leaves(agentId: string, leaving: Promise<unknown>): void {
    const gone = Promise.allSettled([leaving]).then(() => {
      if (this.#leaving.get(agentId) === gone) this.#leaving.delete(agentId);
    });
    this.#leaving.set(agentId, gone);
  }

  /** Resolves when a session is not on its way out. */
  async gone(agentId: string): Promise<void> {
    await this.#leaving.get(agentId);
  }

  /**
   * Makes room where an admission was refused.
   *
   * @returns whether another attempt is worth it.
   */
  async make({ code, agentId = '' }: Obstacle): Promise<boolean> {
    if (code === 'max_sessions_exceeded') return this.#makePlace();
    const leaving = code === 'identity_conflict' && this.#leaving.get(agentId);
    if (!leaving) return false;
    await leaving;
    return true;
  }

  /** Where nobody can be put aside, whoever is leaving makes place in a moment. */
  async #makePlace(): Promise<boolean> {
    const { isParkable, park } = this.#options;
    for (const agent of this.#idle) {
      if (!agent.isIdle || !isParkable(agent)) continue;
      const parked = park(agent);
      this.leaves(agent.agentId, parked);
      return parked;
    }
    if (this.#leaving.size === 0) return false;
    await Promise.race(this.#leaving.values());
    return true;
  }
}
