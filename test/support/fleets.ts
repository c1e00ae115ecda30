import { onTestFinished } from 'vitest';
import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { type FleetOptions, openFleet } from '../../src/inspect/fleet/index.js';

/** Collects what is told, and waits until some of it was. */
export class Heard {
  readonly all: FleetNews[] = [];
  #tell = (): void => {};

  readonly listener = (news: FleetNews): void => {
    this.all.push(news);
    this.#tell();
  };

  /** The first news of a type that is not taken yet; waits for it. */
  async next<Type extends FleetNews['type']>(
    type: Type,
  ): Promise<Extract<FleetNews, { readonly type: Type }>> {
    for (;;) {
      const index = this.all.findIndex((news) => news.type === type);
      const [news] = index < 0 ? [] : this.all.splice(index, 1);
      if (news !== undefined) return news as Extract<FleetNews, { readonly type: Type }>;
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
  }
}

/** A task that waits for its time, which a test says. */
class Alarm {
  readonly delays: number[] = [];
  #task: (() => void) | undefined;
  #tell = (): void => {};

  readonly later = (task: () => void, ms: number): (() => void) => {
    this.delays.push(ms);
    this.#task = task;
    this.#tell();
    return () => {
      this.#task = undefined;
    };
  };

  get isSet(): boolean {
    return this.#task !== undefined;
  }

  /** Waits until a task waits, runs it, and waits until it has set the next. */
  async ring(): Promise<void> {
    await this.#set();
    const task = this.#task;
    this.#task = undefined;
    task?.();
    await this.#set();
  }

  async #set(): Promise<void> {
    while (this.#task === undefined) {
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
  }
}

/** A fleet that looks when a test says so, and what it tells. */
export function fleetOn(options: FleetOptions) {
  const alarm = new Alarm();
  const heard = new Heard();
  const fleet = openFleet({ later: alarm.later, ...options });
  fleet.subscribe(heard.listener);
  onTestFinished(() => fleet.end());
  return {
    fleet,
    heard,
    alarm,
    /** Looks again; resolves when it has, while connections may still be made. */
    look: () => alarm.ring(),
  };
}
