import { isJsonObject, ownField } from '../domain/index.js';
import type { Notified, TurnStarted } from '../domain/ports/codex.js';

/** How many turns and sub-agents are remembered: one may outlive the turn that made it. */
const KEPT = 500;

/**
 * Which sub-agent works for which thread. A sub-agent has a thread of its own that nobody opened;
 * its turns name the turn at the root of their work (codex 0.169.0).
 */
export class Family {
  readonly #threadOfTurn = new Map<string, string>();
  readonly #ownerOfThread = new Map<string, string>();

  /** A turn began on a thread that somebody opened. */
  began({ turnId, threadId }: TurnStarted): void {
    remember(this.#threadOfTurn, turnId, threadId);
  }

  /** Takes in what is told of a thread that nobody opened. */
  learn({ method, threadId, params }: Notified): void {
    if (method !== 'turn/started') return;
    const turn = ownField(params, 'turn');
    const root = isJsonObject(turn) ? ownField(turn, 'rootTurnId') : undefined;
    const owner = typeof root === 'string' ? this.#threadOfTurn.get(root) : undefined;
    if (owner !== undefined) remember(this.#ownerOfThread, threadId, owner);
  }

  ownerOf(threadId: string): string | undefined {
    return this.#ownerOfThread.get(threadId);
  }
}

function remember(map: Map<string, string>, key: string, value: string): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}
