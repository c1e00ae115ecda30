import type { Processes } from '../../src/store/processes.js';

export interface HostFacts {
  readonly host: string;
  readonly machineId: string | null;
  readonly bootId: string | null;
  readonly pidNamespace: string | null;
  /** Milliseconds since 1970. */
  readonly bootedAt: number;
}

const FACTS: HostFacts = {
  host: 'here',
  machineId: 'machine-1',
  bootId: 'boot-1',
  pidNamespace: 'pid:[1]',
  bootedAt: 0,
};

/** A host whose processes start and end as a test says. */
export class FakeHost {
  readonly facts: HostFacts;
  /** The living: their process ids and when they started. */
  readonly #living = new Map<number, string | null>();
  #lastPid = 100;
  #starts = 0;

  constructor(facts: Partial<HostFacts> = {}) {
    this.facts = { ...FACTS, ...facts };
  }

  /** Starts a process, and tells what it sees. */
  start(pid = this.#lastPid + 1, startTime: string | null = String(this.#starts + 1)): Processes {
    this.#lastPid = Math.max(this.#lastPid, pid);
    this.#starts += 1;
    this.#living.set(pid, startTime);
    const { bootedAt, ...facts } = this.facts;
    return { self: { pid, startTime, ...facts }, bootedAt, lookUp: (id) => this.lookUp(id) };
  }

  end({ self }: Processes): void {
    this.#living.delete(self.pid);
  }

  /** Ends all processes but one. */
  endAll(but: number): void {
    for (const pid of this.#living.keys()) if (pid !== but) this.#living.delete(pid);
  }

  lookUp(pid: number): ReturnType<Processes['lookUp']> {
    const startTime = this.#living.get(pid);
    return startTime === undefined ? 'gone' : { startTime };
  }

  /** The same host after it was started again: nobody lives. */
  reboot(bootedAt: number): FakeHost {
    const host = new FakeHost({ ...this.facts, bootId: `${this.facts.bootId}+`, bootedAt });
    host.#lastPid = 100;
    return host;
  }
}
