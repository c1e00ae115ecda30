import { isJsonObject, type JsonObject } from '../domain/index.js';
import { isolated } from '../runtime/isolation.js';
import type { RequestId } from './protocol.js';
import type { Guard } from './shapes.js';

/** What a listener of a client hears: one watch, or one observation. */
export class Watch<Message> {
  readonly #listener: (message: Message) => void;
  #held: Message[] | undefined = [];
  #isOver = false;

  constructor(listener: (message: Message) => void) {
    this.#listener = isolated('a listener of a control watch', listener);
  }

  hear(message: Message): void {
    if (this.#held !== undefined) this.#held.push(message);
    else if (!this.#isOver) this.#listener(message);
  }

  /** Tells what was held back while the caller had no list yet; from now on nothing is. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const message of held) this.hear(message);
  }

  stop(): void {
    this.#isOver = true;
  }
}

/** The methods that begin and end it, and what the first answers. */
export interface WatchWords<First> {
  readonly begin: 'watch' | 'observe';
  readonly end: 'unwatch' | 'unobserve';
  readonly isGood: Guard<First>;
}

/** How a conversation asks. */
interface Asking {
  newId(): number;
  request<T>(method: string, params: JsonObject, isGood: Guard<T>, id?: number): Promise<T>;
}

/** Begins to hear what the server tells unasked: its first answer, and how it is ended. */
export async function begin<Message, First>(
  conversation: Asking,
  { begin: method, end, isGood }: WatchWords<First>,
  watches: Map<RequestId, Watch<Message>>,
  listener: (message: Message) => void,
): Promise<{ readonly first: First; readonly stop: () => void }> {
  const id = conversation.newId();
  const watching = new Watch(listener);
  const stop = (): void => {
    watching.stop();
    if (!watches.delete(id)) return;
    // should it fail, the connection is over, and the watch with it
    conversation.request(end, { [method]: id }, isJsonObject).catch(() => {});
  };
  watches.set(id, watching);
  try {
    const first = await conversation.request(method, {}, isGood, id);
    // by then the caller has the list, however many promises it lies behind
    setImmediate(() => watching.release());
    return { first, stop };
  } catch (reason) {
    stop();
    throw reason;
  }
}
