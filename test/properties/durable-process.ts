import { AsyncLocalStorage } from 'node:async_hooks';
import { type SessionContext, supervisorMachine } from '../../machines/index.js';
import type {
  Decide,
  LockedRegistry,
  RegistryChange,
  RegistryStore,
} from '../../src/domain/ports/store.js';
import type { DurableSessions, SessionRecord } from '../../src/index.js';
import { openSessionsWith } from '../../src/runtime/durable/open.js';
import { agree } from '../support/agree.js';
import {
  type DurableCommand,
  type DurableDecision,
  type DurableReference,
  decided,
  durableReference,
  inMemory,
  recordIn,
  takenBack,
} from '../support/durable-reference.js';
import { fragileMachine } from '../support/fragile-machine.js';
import { activeOnes, type ReferenceSession } from '../support/reference-model.js';
import type { ScriptedStore } from '../support/scripted-store.js';
import type { History } from './durable-history.js';
import type { Behind, Durable } from './durable-operations.js';
import {
  answered,
  durableCommandOf,
  effectOf,
  expectedOf,
  give,
  tell,
} from './durable-translate.js';
import { answerTo, attempt, commandOf } from './translate.js';

export interface ProcessOptions {
  readonly store: ScriptedStore;
  readonly history: History;
  readonly now: () => string;
  readonly max: number;
  /** Puts another store, a broken one, between the sessions and the good one. */
  readonly around: (store: RegistryStore) => RegistryStore;
}

/** A command that has begun and is not over. */
interface Begun {
  readonly command: Durable;
  readonly keys: readonly string[];
  hasCommitted: boolean;
  expected: unknown;
  /** Where in the history stands what it writes. */
  places: ReadonlyMap<string, number>;
}

/** On whose behalf a commit is made. */
const current = new AsyncLocalStorage<Begun>();

/** A process: its sessions, beside what they promise. Who breaks a promise is in `violations`. */
export class Process {
  readonly violations: string[] = [];
  #sessions!: DurableSessions;
  #model!: DurableReference;
  #nextId = '';
  readonly #begun = new Set<Begun>();
  readonly #fragile = fragileMachine();
  #stopped: [string, number][] = [];

  private constructor(private readonly options: ProcessOptions) {}

  static async opened(options: ProcessOptions): Promise<Process> {
    const process = new Process(options);
    await process.#open();
    return process;
  }

  get store(): ScriptedStore {
    return this.options.store;
  }

  get active(): readonly SessionRecord[] {
    return this.#sessions.supervisor.list({ status: 'active' });
  }

  get isBusy(): boolean {
    return this.#begun.size > 0;
  }

  begin(command: Durable): void {
    const begun: Begun = {
      command,
      keys: this.#keysOf(command),
      hasCommitted: false,
      expected: this.#knownAtOnce(command),
      places: new Map(),
    };
    this.#begun.add(begun);
    if (command.op === 'register') this.#nextId = command.agentId;
    const promise = current.run(begun, () => give(this.#sessions, command));
    void answered(promise).then((answer) => this.#ended(begun, answer));
  }

  tell(call: Behind): void {
    const known = recordIn(this.#model.memory, call.agentId);
    const session = known && { record: known, turnId: null, lastEndedTurnId: null };
    const command = commandOf(call, session, this.options.now());
    const [after, outcome] = inMemory(this.#model, command);
    this.#model = after;
    if (outcome.kind === 'failed') this.#fragile.breakAt(...BREAKING_POINTS);
    const answer = attempt(() => tell(this.#sessions.supervisor, call));
    this.#fragile.mend();
    const record = recordIn(after.memory, call.agentId);
    agree(call.op, answer, answerTo(call, outcome, record, known !== undefined));
  }

  /** Everything that has happened so far must be on disk when it resolves. */
  async flush(): Promise<void> {
    const places = activeOnes(this.#model.memory).map(({ record }): [string, number] => [
      record.agentId,
      this.options.history.add(record.agentId, record),
    ]);
    await this.#sessions.flushed();
    this.#acknowledge(places, 'flushed');
  }

  async shutDown(): Promise<void> {
    this.#model = inMemory(this.#model, { type: 'drain' })[0];
    // nothing is put into sessions that have ended: what is still looked for may be found as it was
    for (const begun of this.#begun) if (begun.command.op === 'locate') this.#begun.delete(begun);
    await this.#sessions.shutdown();
    this.#acknowledge(this.#stopped, 'shutdown');
    const { pid } = this.store.process.owner;
    const claims = Object.values(this.store.disk.claims());
    agree('claims after shutdown', claims.includes(pid), false);
  }

  /** Compares what is in memory with the reference. */
  compare(): void {
    const { supervisor } = this.#sessions;
    const { memory } = this.#model;
    const real = supervisor.list().map((record) => this.#observed(record));
    agree('memory', byId(real), byId(memory.sessions));
    agree('activeCount', supervisor.activeCount, activeOnes(memory).length);
    agree('maximum', supervisor.activeCount <= this.options.max, true);
    for (const { record } of activeOnes(memory)) {
      agree('holder', supervisor.findByIdentity(record.identity), record.agentId);
    }
    agree('violations', this.violations, []);
  }

  async compareForeign(): Promise<void> {
    const { disk, process } = this.store;
    const foreign = await this.#sessions.foreign();
    const expected = [...disk.records.values()].filter(
      ({ agentId, status }) =>
        status === 'active' && disk.foreign(process, `agent ${agentId}`) !== undefined,
    );
    agree(
      'foreign',
      foreign.map(({ record }) => record),
      expected,
    );
  }

  async #open(): Promise<void> {
    const { store, now, max, around } = this.options;
    const observed: RegistryStore = {
      team: store.team,
      load: () => store.load(),
      commit: (change) => this.#commit(change as Decide),
      foreign: () => store.foreign(),
      close: () => store.close(),
    };
    this.#sessions = await openSessionsWith(
      { supervisor: supervisorMachine, session: this.#fragile.machine },
      {
        store: around(observed),
        maxConcurrent: max,
        clock: () => new Date(now()),
        createAgentId: () => this.#nextId,
      },
    );
    this.#model = durableReference(max, this.#sessions.loadReport.snapshot.sessions);
    this.#sessions.supervisor.subscribe((change) => {
      if (change.type === 'refused' || change.reason !== 'stopped') return;
      const { agentId } = change.record;
      this.#model = inMemory(this.#model, { type: 'lost', agentId })[0];
      this.#stopped.push([agentId, this.options.history.add(agentId, change.record)]);
    });
  }

  /** Decides a commit by the reference first, and then for real. */
  async #commit(decide: Decide): Promise<void> {
    const behalf = current.getStore();
    const begun = behalf?.hasCommitted ? undefined : behalf;
    if (begun) begun.hasCommitted = true;
    let command: DurableCommand;
    let decision: DurableDecision | undefined;
    try {
      await this.store.commit((registry) => {
        const { now, history } = this.options;
        if (begun) this.#checkTurn(begun);
        command = begun && durableCommandOf(begun.command, now(), registry);
        decision = decided(this.#model, command, registry);
        this.#model = decision.after;
        if (begun) {
          begun.expected = expectedOf(begun.command, decision, command, registry);
          begun.places = placesIn(history, decision);
        } else placesIn(history, decision);
        return this.#decideForReal(decide, registry, decision);
      });
    } catch (error) {
      if (decision) this.#model = takenBack(this.#model, command, decision);
      if (begun) begun.expected = attempt(() => raise(error));
      if (begun) begun.places = new Map();
      throw error;
    }
  }

  #decideForReal(decide: Decide, registry: LockedRegistry, decision: DurableDecision) {
    if (decision.outcome.kind === 'failed') this.#fragile.breakAt(...BREAKING_POINTS);
    let change: RegistryChange;
    try {
      change = decide(registry);
    } finally {
      this.#fragile.mend();
    }
    const expected = [...decision.writes].filter(
      ([agentId, { after }]) => effectOf(stateChange(agentId, after), registry).size > 0,
    );
    this.#note(() =>
      agree(
        'what is written',
        effectOf(change, registry),
        new Map(expected.map(([agentId, { after }]) => [agentId, after])),
      ),
    );
    return change;
  }

  #ended(begun: Begun, answer: unknown): void {
    if (!this.#begun.delete(begun)) return;
    this.#note(() => agree(`the answer to ${begun.command.op}`, answer, begun.expected));
    this.#acknowledge(begun.places, begun.command.op);
  }

  #acknowledge(places: Iterable<readonly [string, number]>, what: string): void {
    const { history, store } = this.options;
    for (const [agentId, place] of places) history.acknowledge(agentId, place);
    this.#note(() => agree(`lost, though ${what} was acknowledged`, history.lost(store.disk), []));
  }

  /** Commands that share an agent id or a name run one after another. */
  #checkTurn(begun: Begun): void {
    for (const other of this.#begun) {
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

  #knownAtOnce(command: Durable): unknown {
    if (command.op !== 'locate') return undefined;
    const field = command.by;
    return activeOnes(this.#model.memory).find(({ record }) => record[field] === command.value)
      ?.record;
  }

  #keysOf(command: Durable): string[] {
    if (command.op === 'locate') return [];
    const known = this.#sessions.supervisor.get(command.agentId)?.identity;
    const name = 'identity' in command ? command.identity : known;
    return [`agent ${command.agentId}`, ...(name === undefined ? [] : [`identity ${name}`])];
  }

  #observed(record: SessionRecord): ReferenceSession {
    const context: SessionContext | undefined = this.#sessions.supervisor
      .session(record.agentId)
      ?.getSnapshot().context;
    const { turnId = null, lastEndedTurnId = null } = context ?? {};
    return { record, turnId, lastEndedTurnId };
  }
}

/** Where an actor can fail that takes a command. */
const BREAKING_POINTS = [
  ...['birth', 'waking', 'session.resume', 'session.close', 'session.parked', 'session.lost'],
  ...['thread.bound', 'turn.started', 'turn.completed'],
];

function placesIn(history: History, { writes }: DurableDecision): ReadonlyMap<string, number> {
  return new Map([...writes].map(([agentId, { after }]) => [agentId, history.add(agentId, after)]));
}

function stateChange(agentId: string, state: SessionRecord | undefined): RegistryChange {
  return state === undefined
    ? { upserts: [], removals: [agentId] }
    : { upserts: [state], removals: [] };
}

function raise(error: unknown): never {
  throw error;
}

/** In an order that does not tell when a session became known; a closed one is its record. */
function byId(sessions: readonly ReferenceSession[]): Map<string, Partial<ReferenceSession>> {
  return new Map(
    sessions.map((session) => [
      session.record.agentId,
      session.record.status === 'closed' ? { record: session.record } : session,
    ]),
  );
}
