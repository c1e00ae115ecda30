/** A listener that is subscribed. */
export interface Subscription {
  /** The listener hears nothing more. Idempotent. */
  unsubscribe(): void;
}
