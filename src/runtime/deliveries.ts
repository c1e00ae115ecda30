/**
 * Holds back what observers are to hear until the command that caused it is over, and delivers it
 * in order. An observer may run further commands: what they cause is heard after what is waiting.
 */
export class Deliveries {
  #waiting: (() => void)[] = [];
  #delivering = false;

  add(delivery: () => void): void {
    this.#waiting.push(delivery);
  }

  /** Delivers all that waits, unless an outer call is at it already. Deliveries do not throw. */
  flush(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting;
        this.#waiting = [];
        for (const deliver of batch) deliver();
      }
    } finally {
      this.#delivering = false;
    }
  }
}
