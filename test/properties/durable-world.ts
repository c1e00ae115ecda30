import type fc from 'fast-check';
import { vi } from 'vitest';
import type { RegistryStore } from '../../src/domain/ports/store.js';
import type { SessionRecord } from '../../src/index.js';
import { agree } from '../support/agree.js';
import { type DiskProcess, ScriptedDisk } from '../support/scripted-disk.js';
import { ScriptedStore } from '../support/scripted-store.js';
import { promisesSettled } from '../support/warnings.js';
import { History } from './durable-history.js';
import type { Side, WorldOperation } from './durable-operations.js';
import { openedProcess, type Process } from './durable-process.js';

/** Puts another store between the sessions and the good one. */
export type Around = (store: RegistryStore, good: ScriptedStore) => RegistryStore;

export interface WorldOptions {
  readonly max: number;
  readonly around?: Around;
}

/** How long `later` is, in milliseconds: a change is written behind, a failed write tried again. */
const LATER_MS = 300;

/** Two processes on one disk, whose steps a scheduler puts in order. */
export class World {
  readonly disk = new ScriptedDisk();
  #now = '2026-01-01T00:00:00Z';
  readonly #history = new History();
  readonly #processes: Process[] = [];
  readonly #violations: string[] = [];

  private constructor(
    private readonly scheduler: fc.Scheduler,
    private readonly options: WorldOptions,
  ) {
    this.disk.onWrite((by, before, after) => this.#checkWrite(by, before, after));
  }

  static async opened(
    scheduler: fc.Scheduler,
    records: readonly SessionRecord[],
    options: WorldOptions,
  ): Promise<World> {
    const world = new World(scheduler, options);
    world.disk.put(...records);
    for (const side of [0, 1] as const) await world.#open(side);
    return world;
  }

  async run(operation: WorldOperation): Promise<void> {
    await this.#perform(operation);
    await promisesSettled();
    this.#check();
  }

  /** Everything comes to a good end, and is there when it is opened again. */
  async end(): Promise<void> {
    for (const side of [0, 1] as const) {
      await this.run({ op: 'mend', process: side });
      await this.run({ op: 'flush', process: side });
    }
    await this.run({ op: 'settle' });
    for (const process of this.#processes) {
      for (const record of process.active) {
        agree('disk', this.disk.record(record.agentId), record);
      }
    }
    for (const side of [0, 1] as const) await this.run({ op: 'restart', process: side });
    const records = [...this.disk.records.values()];
    agree(
      'active after shutdown',
      records.filter(({ status }) => status === 'active'),
      [],
    );
    agree('claims after shutdown', this.disk.claims(), {});
  }

  async #perform(operation: WorldOperation): Promise<void> {
    switch (operation.op) {
      case 'clock':
        this.#now = operation.now;
        return;
      case 'steps':
        return this.#steps(operation.count);
      case 'settle':
        await this.#steps(Number.POSITIVE_INFINITY);
        for (const process of this.#processes) {
          agree('busy', process.isBusy, false);
          await process.compareForeign();
        }
        return;
      case 'later':
        vi.advanceTimersByTime(LATER_MS);
        return;
      default:
        return this.#inProcess(operation, this.#processes[operation.process] as Process);
    }
  }

  async #inProcess(
    operation: Extract<WorldOperation, { process: Side }>,
    process: Process,
  ): Promise<void> {
    switch (operation.op) {
      case 'begin':
        process.begin(operation.command);
        return operation.awaited ? this.#perform({ op: 'settle' }) : undefined;
      case 'behind':
        return process.tell(operation.call);
      case 'break':
        return process.store.breakAt(operation.step, operation.times);
      case 'mend':
        return process.store.mend();
      case 'flush':
        // what it says of a disk that fails is what commands say
        return void process.flush().catch(() => {});
      case 'restart':
        await this.#shutDown(process);
        return this.#open(operation.process);
      case 'crash':
        process.store.crash();
        this.#history.died(process.store.process, this.disk);
        return this.#open(operation.process);
    }
  }

  /** One that fails can be called again. */
  async #shutDown(process: Process): Promise<void> {
    await this.scheduler.waitFor(process.shutDown()).catch(async () => {
      process.store.mend();
      await this.scheduler.waitFor(process.shutDown());
    });
  }

  async #open(side: Side): Promise<void> {
    const { max, around = (store) => store } = this.options;
    const pace = (step: string) => this.scheduler.schedule(Promise.resolve(), `${side} ${step}`);
    const store = new ScriptedStore(this.disk, { pace });
    const opening = openedProcess({
      store,
      max,
      around: (good) => around(good, store),
      history: this.#history,
      now: () => this.#now,
    });
    this.#processes[side] = await this.scheduler.waitFor(opening);
  }

  async #steps(count: number): Promise<void> {
    for (let step = 0; step < count; step += 1) {
      await promisesSettled();
      if (this.scheduler.count() === 0) return;
      await this.scheduler.waitNext(1);
    }
  }

  #check(): void {
    for (const process of this.#processes) process.compare();
    agree('writes that must not be', this.#violations, []);
    agree('lost', this.#history.lost(this.disk), []);
    const live = [...this.disk.records.values()].filter(({ status }) => status === 'active');
    agree(
      'active on disk without its claims',
      live.filter((record) => !this.disk.isClaimed(record)),
      [],
    );
    const active = this.#processes.flatMap((process) => process.active);
    for (const field of ['agentId', 'identity'] as const) {
      const held = active.map((record) => record[field]);
      agree(`holders of one ${field}`, new Set(held).size, held.length);
    }
  }

  /** Who writes changes nothing that is another's, and no name has two living holders. */
  #checkWrite(
    by: DiskProcess,
    before: ScriptedDisk['records'],
    after: ScriptedDisk['records'],
  ): void {
    const ids = new Set([...before.keys(), ...after.keys()]);
    const changed = [...ids].filter((agentId) => before.get(agentId) !== after.get(agentId));
    const robbed = changed.filter((agentId) => this.disk.foreign(by, `agent ${agentId}`));
    const names = [...after.values()]
      .filter(({ agentId, status }) => status === 'active' && this.disk.isHeld(agentId))
      .map(({ identity }) => identity);
    const twice = names.filter((name, place) => names.indexOf(name) !== place);
    this.#violations.push(
      ...robbed.map((agentId) => `${agentId} was another's`),
      ...twice.map((name) => `${name} has two holders`),
    );
  }
}
