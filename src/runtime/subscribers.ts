import type { Subscription } from './api.js';
import type { Deliveries } from './deliveries.js';
import { type Isolated, isolated } from './isolation.js';

interface Subscriber<Message> {
  readonly hear: Isolated<[Message]>;
  subscribed: boolean;
}

/** Observers of one kind of message. Each hears what is published while it is subscribed. */
export class Subscribers<Message> {
  // replaced, never changed: a message goes to those who were there when it was published
  #all: readonly Subscriber<Message>[] = [];

  constructor(
    private readonly role: string,
    private readonly deliveries: Deliveries,
  ) {}

  subscribe(callback: (message: Message) => void): Subscription {
    const subscriber = { hear: isolated(this.role, callback), subscribed: true };
    this.#all = [...this.#all, subscriber];
    return {
      unsubscribe: () => {
        subscriber.subscribed = false;
        this.#all = this.#all.filter((other) => other !== subscriber);
      },
    };
  }

  /** Publishes what `make` makes, if it makes anything; it is not asked when nobody listens. */
  publish(make: () => Message | undefined): void {
    const audience = this.#all;
    if (audience.length === 0) return;
    const message = make();
    if (message === undefined) return;
    this.deliveries.add(() => {
      for (const { hear, subscribed } of audience) if (subscribed) hear(message);
    });
  }
}
