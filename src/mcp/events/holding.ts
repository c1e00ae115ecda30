import type { JsonObject } from '../../domain/index.js';
import type { Notified } from '../../domain/ports/codex.js';
import { itemsOf, objectOf, textOf } from '../unread.js';

/**
 * Puts what app-server (0.169.0) tells around an approval into the order of the old server.
 *
 * A change of files begins with a word on whether it was asked for: it is held until the next
 * notification shows that. A command was asked for before it began, and never began when it was
 * declined: it is held until the approval is settled.
 */
export class Holding {
  readonly #commands = new Map<string, Notified>();
  #change: Notified | undefined;
  #isWaiting = false;

  /** Takes a notification and gives those that are to be told now, in order. */
  pass(notice: Notified): Notified[] {
    if (notice.method === 'thread/status/changed') return this.#statusChanged(notice.params);
    const released = this.#releaseChange(true);
    const type = textOf(notice.params, 'item', 'type');
    if (notice.method === 'item/started' && type === 'fileChange') {
      this.#change = notice;
      return released;
    }
    if (type !== 'commandExecution') return [...released, notice];
    return [...released, ...this.#passCommand(notice)];
  }

  /** An approval is asked for; gives what is to be told before it. */
  asked(itemId: string | null): Notified[] {
    return this.#releaseChange(textOf(this.#change?.params, 'item', 'id') !== itemId);
  }

  #passCommand(notice: Notified): Notified[] {
    const id = textOf(notice.params, 'item', 'id') ?? '';
    if (notice.method === 'item/started' && this.#isWaiting) {
      this.#commands.set(id, notice);
      return [];
    }
    const held = this.#commands.get(id);
    this.#commands.delete(id);
    if (held === undefined) return [notice];
    return textOf(notice.params, 'item', 'status') === 'declined' ? [] : [held, notice];
  }

  /**
   * The status is active again once the approval is settled, after the end of a declined command. Any
   * other status is the end of the turn: what is held then never began.
   */
  #statusChanged(params: JsonObject): Notified[] {
    this.#isWaiting = itemsOf(params, 'status', 'activeFlags').includes('waitingOnApproval');
    if (this.#isWaiting) return [];
    const goesOn = textOf(params, 'status', 'type') === 'active';
    const released = goesOn ? [...this.#commands.values()] : [];
    this.#commands.clear();
    return released;
  }

  #releaseChange(autoApproved: boolean): Notified[] {
    const held = this.#change;
    this.#change = undefined;
    if (held === undefined) return [];
    const item = { ...objectOf(held.params, 'item'), autoApproved };
    return [{ ...held, params: { ...held.params, item } }];
  }
}
