import type { Deliveries } from './deliveries.js';
import { type Isolated, isolated } from './isolation.js';
import type { Subscription } from './subscription.js';

interface Subscriber<Message> {
  readonly hear: Isolated<[Message]>;
  subscribed: boolean;
}

/** Observers of one kind of message. Each hears what is published while it is subscribed. */
export class Subscribers<Message> {
  readonly #members = new Set<Subscriber<Message>>();
  // made anew after a change: a message goes to those who were there when it was published
  #audience: readonly Subscriber<Message>[] | undefined;

  constructor(
    private readonly role: string,
    private readonly deliveries: Deliveries,
  ) {}

  subscribe(callback: (message: Message) => void): Subscription {
    const subscriber = { hear: isolated(this.role, callback), subscribed: true };
    this.#members.add(subscriber);
    this.#audience = undefined;
    return {
      unsubscribe: () => {
        subscriber.subscribed = false;
        this.#members.delete(subscriber);
        this.#audience = undefined;
      },
    };
  }

  /** Publishes what `make` makes, if it makes anything; it is not asked when nobody listens. */
  publish(make: () => Message | undefined): void {
    if (this.#members.size === 0) return;
    this.#audience ??= [...this.#members];
    const audience = this.#audience;
    const message = make();
    if (message === undefined) return;
    this.deliveries.add(() => {
      for (const { hear, subscribed } of audience) if (subscribed) hear(message);
    });
  }
}
