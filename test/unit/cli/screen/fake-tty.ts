import { EventEmitter } from 'node:events';
import type { Tty } from '../../../../src/cli/screen/tty.js';
import type { FleetNews } from '../../../../src/inspect/fleet/api.js';

class FakeInput extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  isPaused = true;
  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }
  setEncoding(): void {}
  resume(): void {
    this.isPaused = false;
  }
  pause(): void {
    this.isPaused = true;
  }
}

class FakeOutput extends EventEmitter {
  readonly isTTY = true;
  columns = 80;
  rows = 12;
  readonly written: string[] = [];
  isFull = false;
  write(text: string): boolean {
    this.written.push(text);
    return !this.isFull;
  }
}

/** A terminal whose time goes on when a test says so. */
export class FakeTty implements Tty {
  readonly input = new FakeInput();
  readonly output = new FakeOutput();
  readonly process = new EventEmitter();
  readonly canDraw = true;
  /** Who would be heard to be stopped is not: of each stop, what the terminal was like then. */
  readonly stops: { readonly written: string[]; readonly isRaw: boolean }[] = [];
  isInFront = true;
  readonly job = {
    stop: (): void => {
      if (this.process.listenerCount('SIGTSTP') > 0) throw new Error('it would hear the signal');
      this.stops.push({ written: this.taken(), isRaw: this.input.isRaw });
    },
    isInFront: (): boolean => this.isInFront,
  };
  readonly #alarms = new Set<{ readonly task: () => void; left: number }>();

  readonly later = (task: () => void, ms: number): (() => void) => {
    const alarm = { task, left: ms };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  };

  finish(): void {}

  hangUp(): void {}

  /** Lets time go on, in milliseconds. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 1) {
      for (const alarm of [...this.#alarms]) {
        alarm.left -= 1;
        if (alarm.left > 0 || !this.#alarms.delete(alarm)) continue;
        alarm.task();
      }
    }
  }

  /** How many tasks and listeners are left. */
  get loose(): number {
    const emitters = [this.input, this.output, this.process];
    const listeners = emitters.flatMap((emitter) =>
      emitter.eventNames().map((name) => emitter.listenerCount(name)),
    );
    return listeners.reduce((sum, count) => sum + count, this.#alarms.size);
  }

  /** What was written since this was asked last. */
  taken(): string[] {
    return this.output.written.splice(0);
  }
}

/** News that a test tells. */
export function channel() {
  let listener = (_: FleetNews): void => {};
  return {
    subscribe: (hear: (news: FleetNews) => void) => {
      listener = hear;
    },
    tell: (news: FleetNews) => listener(news),
  };
}
