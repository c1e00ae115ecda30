import type { Subscription } from '../runtime/index.js';
import { type Answer, isRequestId, type RequestId, refused } from './protocol.js';

/** How many a connection may have at once. */
const MAX_HEARINGS = 16;

/** What is told unasked, by the method that asks for it. */
export type HearingKind = 'watch' | 'observe';

const NAMES: Readonly<Record<HearingKind, string>> = {
  watch: 'a watch',
  observe: 'an observation',
};

interface Hearing {
  readonly kind: HearingKind;
  readonly subscription: Subscription;
}

/** The watches and observations of a connection, by the ids of the requests that began them. */
export class Hearings {
  readonly #open = new Map<RequestId, Hearing>();

  /** Begins one, unless its id is taken or there are too many, and answers what it comes to. */
  begin(
    kind: HearingKind,
    id: RequestId,
    start: () => { readonly subscription: Subscription; readonly result: object },
  ): Answer {
    const other = this.#open.get(id);
    if (other !== undefined) {
      return refused('invalid_request', `there is ${NAMES[other.kind]} of that id already`);
    }
    if (this.#open.size >= MAX_HEARINGS) {
      const message = `a connection has at most ${MAX_HEARINGS} watches and observations`;
      return refused('too_many_watches', message);
    }
    const { subscription, result } = start();
    this.#open.set(id, { kind, subscription });
    return { result };
  }

  /** Ends the one of that id; false if there is none of its kind. Undefined for no id at all. */
  end(kind: HearingKind, id: unknown): boolean | undefined {
    if (!isRequestId(id)) return undefined;
    const hearing = this.#open.get(id);
    if (hearing?.kind !== kind) return false;
    hearing.subscription.unsubscribe();
    return this.#open.delete(id);
  }

  endAll(): void {
    for (const { subscription } of this.#open.values()) subscription.unsubscribe();
    this.#open.clear();
  }
}
