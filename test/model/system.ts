import { createMachine } from 'xstate';
import type {
  CommandSettled,
  HubAnswer,
  HubCommand,
  HubLogic,
  SessionMachine,
  SessionSnapshot,
  SupervisorCommand,
  SupervisorMachine,
  SupervisorSnapshot,
} from '../../machines/index.js';
import type { SessionRecord } from '../../src/index.js';
import type { ReferenceCommand } from '../support/reference-model.js';
import { pureStepper } from './pure-step.js';
import { recordIn, SessionSteps } from './session-steps.js';
import { factOf, supervisorCommand } from './translate.js';

export interface Machines {
  readonly supervisor: SupervisorMachine;
  readonly session: SessionMachine;
}

/** The supervisor and, by agent id, the sessions it supervises, live or asleep. */
export interface SystemState {
  readonly supervisor: SupervisorSnapshot;
  readonly sessions: ReadonlyMap<string, SessionSnapshot>;
}

export type SystemEvent =
  | { readonly type: 'command'; readonly command: ReferenceCommand }
  /** A session's actor fails outside of any command. */
  | { readonly type: 'failure'; readonly agentId: string }
  /** The process ends, and another starts from its registry. */
  | { readonly type: 'restart' };

const SEQ = 7;
const FAILURE = new Error('the actor failed');

/**
 * The supervisor and its sessions, composed of pure steps of the real machines. One event is run
 * until all is quiet, in the order of the live mailboxes: what the supervisor tells the hub happens
 * at once, what the hub answers waits until the supervisor's step is over.
 */
export class System {
  readonly steps: SessionSteps;
  readonly #supervisor;
  readonly #max: number;

  constructor({ supervisor, session }: Machines, max: number) {
    this.#max = max;
    this.steps = new SessionSteps(session);
    this.#supervisor = pureStepper(inert(supervisor), { maxConcurrent: max, sessions: [] });
  }

  get initial(): SystemState {
    return { supervisor: this.#supervisor.initial, sessions: new Map() };
  }

  /** Runs one event, and tells every outcome that was given. */
  apply(state: SystemState, event: SystemEvent): { next: SystemState; outcomes: CommandSettled[] } {
    if (event.type === 'restart') return { next: this.#restarted(state), outcomes: [] };
    const run = new Run(this.#supervisor.step, this.steps, state);
    if (event.type === 'failure') run.failure(event.agentId);
    else run.command(event.command);
    return run;
  }

  #restarted({ supervisor, sessions }: SystemState): SystemState {
    const records = [...sessions.values()]
      .map(recordIn)
      .map(
        (record): SessionRecord =>
          record.status === 'active' ? { ...record, status: 'stale' } : record,
      );
    const input = { maxConcurrent: this.#max, sessions: records };
    const machine = supervisor.machine as unknown as SupervisorMachine;
    return {
      supervisor: pureStepper(machine, input).initial,
      sessions: new Map(records.map((record) => [record.agentId, this.steps.asleep(record)])),
    };
  }
}

/** The machine with a hub that does nothing: here the hub's work is done by {@link Run}. */
function inert(machine: SupervisorMachine): SupervisorMachine {
  return machine.provide({ actors: { sessions: createMachine({}) as unknown as HubLogic } });
}

/** One event's way through the supervisor, the hub and the sessions. */
class Run {
  readonly outcomes: CommandSettled[] = [];
  #supervisor: SupervisorSnapshot;
  readonly #sessions: Map<string, SessionSnapshot>;
  readonly #answers: HubAnswer[] = [];
  #fails = false;

  constructor(
    private readonly step: ReturnType<typeof pureStepper<SupervisorMachine>>['step'],
    private readonly steps: SessionSteps,
    state: SystemState,
  ) {
    this.#supervisor = state.supervisor;
    this.#sessions = new Map(state.sessions);
  }

  get next(): SystemState {
    return { supervisor: this.#supervisor, sessions: this.#sessions };
  }

  command(command: ReferenceCommand): void {
    this.#fails = command.fails ?? false;
    if (command.type === 'report' && command.fact.type !== 'thread.bound') {
      // such a fact goes straight to the hub, which says itself what became of it
      const event = factOf(command.fact);
      this.#hub({ type: 'session.tell', seq: null, agentId: command.agentId, event });
      this.#answer();
    } else this.#send(supervisorCommand(command, SEQ));
  }

  failure(agentId: string): void {
    const session = this.#sessions.get(agentId);
    // a closed session has no actor that could fail
    if (session && session.value.status !== 'closed') {
      this.#fail(agentId, recordIn(session), null);
    }
    this.#answer();
  }

  #answer(): void {
    for (let answer = this.#answers.shift(); answer; answer = this.#answers.shift()) {
      this.#send(answer);
    }
  }

  #send(event: SupervisorCommand | HubAnswer): void {
    const [next, { sent, emitted }] = this.step(this.#supervisor, event);
    this.#supervisor = next;
    this.outcomes.push(...(emitted as CommandSettled[]));
    for (const told of sent) this.#hub(told as HubCommand);
    this.#answer();
  }

  #hub(told: HubCommand): void {
    switch (told.type) {
      case 'session.open':
        return this.#born({ ...told.session, status: 'active', threadState: 'busy' });
      case 'session.reopen': {
        const closed = this.#sessions.get(told.agentId);
        if (closed) this.#born({ ...recordIn(closed), identity: told.identity });
        return;
      }
      case 'session.tell':
        return this.#tell(told);
      case 'session.put':
        this.#sessions.set(told.record.agentId, this.steps.asleep(told.record));
        return;
      case 'session.drop':
        this.#sessions.delete(told.agentId);
    }
  }

  #born(record: SessionRecord): void {
    if (this.#fails) {
      return this.#fail(record.agentId, { ...record, status: 'stale', threadState: 'busy' }, SEQ);
    }
    const session = this.steps.born(record);
    this.#sessions.set(record.agentId, session);
    this.#moved(session);
  }

  #tell({ agentId, event, seq }: Extract<HubCommand, { type: 'session.tell' }>): void {
    const session = this.#sessions.get(agentId);
    if (session === undefined || session.value.status === 'closed') {
      return this.#ignored(seq, agentId);
    }
    if (this.#fails) {
      if (seq === null) this.#told('failed');
      return this.#fail(agentId, recordIn(session), seq);
    }
    const next = this.steps.step(session, event);
    if (next === session && !changesNothing(event)) return this.#ignored(seq, agentId);
    this.#sessions.set(agentId, next);
    if (seq === null) return this.#told('applied');
    if (next.status !== 'done') return this.#moved(next);
    this.#answers.push({ type: 'session.ended', seq, agentId, record: recordIn(next) });
  }

  #ignored(seq: number | null, agentId: string): void {
    if (seq === null) this.#told('ignored');
    else this.#answers.push({ type: 'session.ignored', seq, agentId });
  }

  /** The outcome of a fact that no supervisor was asked about. */
  #told(kind: 'applied' | 'ignored' | 'failed'): void {
    const outcome = kind === 'failed' ? { kind, cause: FAILURE } : { kind };
    this.outcomes.push({ type: 'command.settled', seq: SEQ, outcome });
  }

  #moved(session: SessionSnapshot): void {
    const record = recordIn(session);
    const { threadState } = record;
    this.#answers.push({ type: 'session.moved', seq: SEQ, threadState, ...beliefIn(record) });
  }

  #fail(agentId: string, last: SessionRecord, seq: number | null): void {
    const record: SessionRecord = { ...last, status: 'stale' };
    this.#sessions.set(agentId, this.steps.asleep(record));
    const error = { cause: FAILURE };
    this.#answers.push({ type: 'session.ended', seq, agentId, record, error });
  }
}

/** Binding a thread again is taken, and leaves the session as it was. */
const changesNothing = (event: { type: string }) => event.type === 'thread.bound';

const beliefIn = ({ agentId, identity, status, threadId }: SessionRecord) => ({
  agentId,
  identity,
  status,
  threadId,
});
