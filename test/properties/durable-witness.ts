import { AsyncLocalStorage } from 'node:async_hooks';
import type { Decide, LockedRegistry, RegistryChange } from '../../src/domain/ports/store.js';
import { agree } from '../support/agree.js';
import type { DurableReference } from '../support/durable-file.js';
import {
  type DurableCommand,
  type DurableDecision,
  decided,
  decidedAlone,
  durableReference,
  takenBack,
} from '../support/durable-reference.js';
import { type FragileMachine, fragileMachine } from '../support/fragile-machine.js';
import type { ScriptedStore } from '../support/scripted-store.js';
import type { History } from './durable-history.js';
import type { Durable } from './durable-operations.js';
import { durableCommandOf, effectOf, expectedOf } from './durable-translate.js';
import { attempt } from './translate.js';

/** A command that has begun and is not over. */
export interface Begun {
  readonly command: Durable;
  /** What it shares with commands that must wait for it. */
  readonly keys: readonly string[];
  hasCommitted: boolean;
  /** What must come of it, once that is decided. */
  expected: unknown;
  /** Where in the history stands what it writes. */
  places: ReadonlyMap<string, number>;
}

/** On whose behalf a commit is made. */
const current = new AsyncLocalStorage<Begun>();

/** Where an actor can fail that takes a command. */
export const BREAKING_POINTS = [
  ...['birth', 'waking', 'session.resume', 'session.close', 'session.parked', 'session.lost'],
  ...['thread.bound', 'turn.started', 'turn.completed'],
];

/**
 * Decides what a process commits by the reference first, and then for real, and holds what it
 * acknowledges against the disk. Who breaks a promise is in `violations`.
 */
export class Witness {
  readonly violations: string[] = [];
  readonly fragile: FragileMachine = fragileMachine();
  /** In the order they began. */
  readonly begun = new Set<Begun>();
  model: DurableReference = durableReference(0, []);

  constructor(
    private readonly store: ScriptedStore,
    private readonly history: History,
    private readonly now: () => string,
  ) {}

  /** Gives a command, whose commit is known by it. */
  begin<T>(begun: Begun, give: () => T): T {
    this.begun.add(begun);
    return current.run(begun, give);
  }

  end(begun: Begun, answer: unknown): void {
    if (!this.begun.delete(begun)) return;
    this.#note(() => agree(`the answer to ${begun.command.op}`, answer, begun.expected));
    this.acknowledge(begun.places, begun.command.op);
  }

  /** From now on, what stands at those places of the history is on disk. */
  acknowledge(places: Iterable<readonly [string, number]>, what: string): void {
    for (const [agentId, place] of places) this.history.acknowledge(agentId, place);
    const lost = this.history.lost(this.store.disk);
    this.#note(() => agree(`lost, though ${what} was acknowledged`, lost, []));
  }

  async commit(decide: Decide): Promise<void> {
    const behalf = current.getStore();
    const begun = behalf?.hasCommitted ? undefined : behalf;
    if (begun) begun.hasCommitted = true;
    let command: DurableCommand;
    let decision: DurableDecision | undefined;
    try {
      await this.store.commit((registry) => {
        if (begun) this.#checkTurn(begun);
        command = begun && durableCommandOf(begun.command, this.now(), registry);
        decision = decided(this.model, command, registry);
        this.model = decision.after;
        const places = this.#placesOf(decision);
        if (begun) {
          begun.places = places;
          begun.expected = expectedOf(begun.command, decision, command, registry);
        }
        return this.#decided(decide, registry, decision);
      });
    } catch (error) {
      if (decision) this.model = takenBack(this.model, command, decision);
      else if (begun) this.#decideAlone(begun.command);
      if (begun) begun.expected = attempt(() => raise(error));
      if (begun) begun.places = new Map();
      throw error;
    }
  }

  #decided(
    decide: Decide,
    registry: LockedRegistry,
    { outcome, writes }: DurableDecision,
  ): RegistryChange {
    if (outcome.kind === 'failed') this.fragile.breakAt(...BREAKING_POINTS);
    try {
      const change = decide(registry);
      const states = [...writes].map(([agentId, { after }]) => [agentId, after] as const);
      const promised = effectOf(states, registry);
      this.#note(() => agree('what is written', effectOf(statesIn(change), registry), promised));
      return change;
    } finally {
      this.fragile.mend();
    }
  }

  #decideAlone(command: Durable): void {
    if (command.op === 'locate') return;
    const alone = durableCommandOf(command, this.now());
    this.model = decidedAlone(this.model, alone);
  }

  #placesOf({ writes }: DurableDecision): ReadonlyMap<string, number> {
    const add = (agentId: string) => this.history.add(agentId, writes.get(agentId)?.after);
    return new Map([...writes.keys()].map((agentId) => [agentId, add(agentId)]));
  }

  /** Commands that share an agent id or a name run one after another. */
  #checkTurn(begun: Begun): void {
    for (const other of this.begun) {
      if (other === begun) return;
      const shared = other.keys.filter((key) => begun.keys.includes(key));
      this.#note(() => agree('shared with one that is not over', shared, []));
    }
  }

  #note(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.violations.push(error instanceof Error ? error.message : String(error));
    }
  }
}

function statesIn({ upserts, removals }: RegistryChange) {
  return [
    ...upserts.map((record) => [record.agentId, record] as const),
    ...removals.map((agentId) => [agentId, undefined] as const),
  ];
}

function raise(error: unknown): never {
  throw error;
}
