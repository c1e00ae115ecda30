import { type SessionContext, supervisorMachine } from '../../machines/index.js';
import type { Decide, RegistryStore } from '../../src/domain/ports/store.js';
import type { DurableSessions, SessionRecord } from '../../src/index.js';
import { openSessionsWith } from '../../src/runtime/durable/open.js';
import { agree } from '../support/agree.js';
import { recordIn } from '../support/durable-file.js';
import { durableReference, inMemory } from '../support/durable-reference.js';
import { activeOnes, type ReferenceSession } from '../support/reference-model.js';
import type { ScriptedStore } from '../support/scripted-store.js';
import type { History } from './durable-history.js';
import type { Behind, Durable } from './durable-operations.js';
import { answered, give, tell } from './durable-translate.js';
import { type Begun, BREAKING_POINTS, Witness } from './durable-witness.js';
import { answerTo, attempt, commandOf } from './translate.js';

export interface ProcessOptions {
  readonly store: ScriptedStore;
  readonly history: History;
  readonly now: () => string;
  readonly max: number;
  /** Puts another store, a broken one, between the sessions and the good one. */
  readonly around: (store: RegistryStore) => RegistryStore;
}

/** Opens the sessions of a process on its store, with a witness between the two. */
export async function openedProcess(options: ProcessOptions): Promise<Process> {
  const { store, history, now, max, around } = options;
  const witness = new Witness(store, history, now);
  const ids = { next: '' };
  const watched: RegistryStore = {
    team: store.team,
    load: () => store.load(),
    commit: (change) => witness.commit(change as Decide),
    foreign: () => store.foreign(),
    close: () => store.close(),
  };
  const sessions = await openSessionsWith(
    { supervisor: supervisorMachine, session: witness.fragile.machine },
    {
      store: around(watched),
      maxConcurrent: max,
      clock: () => new Date(now()),
      createAgentId: () => ids.next,
    },
  );
  witness.model = durableReference(max, sessions.loadReport.snapshot.sessions);
  return new Process(options, sessions, witness, ids);
}

/** A process: its sessions, and a witness of what they promise. */
export class Process {
  readonly #stopped: [string, number][] = [];

  constructor(
    private readonly options: ProcessOptions,
    private readonly sessions: DurableSessions,
    private readonly witness: Witness,
    private readonly ids: { next: string },
  ) {
    sessions.supervisor.subscribe((change) => {
      if (change.type !== 'refused' && change.reason === 'stopped') this.#stop(change.record);
    });
  }

  get store(): ScriptedStore {
    return this.options.store;
  }

  get violations(): string[] {
    return this.witness.violations;
  }

  get active(): readonly SessionRecord[] {
    return this.sessions.supervisor.list({ status: 'active' });
  }

  get isBusy(): boolean {
    return this.witness.begun.size > 0;
  }

  begin(command: Durable): void {
    const begun: Begun = {
      command,
      keys: this.#keysOf(command),
      hasCommitted: false,
      expected: this.#knownAtOnce(command),
      places: new Map(),
    };
    if (command.op === 'register') this.ids.next = command.agentId;
    const promise = this.witness.begin(begun, () => give(this.sessions, command));
    void answered(promise).then((answer) => this.witness.end(begun, answer));
  }

  tell(call: Behind): void {
    const { witness, options } = this;
    const known = recordIn(witness.model.memory, call.agentId);
    const session = known && { record: known, turnId: null, lastEndedTurnId: null };
    const [after, outcome] = inMemory(witness.model, commandOf(call, session, options.now()));
    witness.model = after;
    if (outcome.kind === 'failed') witness.fragile.breakAt(...BREAKING_POINTS);
    const answer = attempt(() => tell(this.sessions.supervisor, call));
    witness.fragile.mend();
    const record = recordIn(after.memory, call.agentId);
    agree(call.op, answer, answerTo(call, outcome, record, known !== undefined));
  }

  /** What is active now must be on disk when it resolves. */
  async flush(): Promise<void> {
    const places = activeOnes(this.witness.model.memory).map(({ record }): [string, number] => [
      record.agentId,
      this.options.history.add(record.agentId, record),
    ]);
    await this.sessions.flushed();
    this.witness.acknowledge(places, 'flushed');
  }

  async shutDown(): Promise<void> {
    const { witness } = this;
    const { begun } = witness;
    witness.model = inMemory(witness.model, { type: 'drain' })[0];
    // nothing is put into sessions that have ended: what is still looked for may be found as it was
    for (const one of begun) if (one.command.op === 'locate') begun.delete(one);
    await this.sessions.shutdown();
    witness.acknowledge(this.#stopped, 'shutdown');
    const claims = Object.values(this.store.disk.claims());
    agree('claims after shutdown', claims.includes(this.store.process.owner.pid), false);
    agree('violations', this.violations, []);
  }

  /** Compares what is in memory with the reference. */
  compare(): void {
    const { supervisor } = this.sessions;
    const { memory } = this.witness.model;
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
    const foreign = (await this.sessions.foreign()).map(({ record }) => record);
    const expected = [...disk.records.values()].filter(
      ({ agentId, status }) =>
        status === 'active' && disk.foreign(process, `agent ${agentId}`) !== undefined,
    );
    agree('foreign', foreign, expected);
  }

  /** A shutdown has made a session stale. */
  #stop(record: SessionRecord): void {
    const { witness, options } = this;
    const { agentId } = record;
    witness.model = inMemory(witness.model, { type: 'lost', agentId })[0];
    this.#stopped.push([agentId, options.history.add(agentId, record)]);
  }

  /** What is active here is located without looking elsewhere. */
  #knownAtOnce(command: Durable): unknown {
    if (command.op !== 'locate') return undefined;
    const { by, value } = command;
    const active = activeOnes(this.witness.model.memory);
    return active.find(({ record }) => record[by] === value)?.record;
  }

  #keysOf(command: Durable): string[] {
    if (command.op === 'locate') return [];
    const known = this.sessions.supervisor.get(command.agentId)?.identity;
    const name = 'identity' in command ? command.identity : known;
    return [`agent ${command.agentId}`, ...(name === undefined ? [] : [`identity ${name}`])];
  }

  #observed(record: SessionRecord): ReferenceSession {
    const context: SessionContext | undefined = this.sessions.supervisor
      .session(record.agentId)
      ?.getSnapshot().context;
    const { turnId = null, lastEndedTurnId = null } = context ?? {};
    return { record, turnId, lastEndedTurnId };
  }
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
