import { expect } from 'vitest';
import type { SessionChange, SessionRecord, SessionSupervisor } from '../../src/index.js';
import { parseRegistrySnapshot, serializeRegistrySnapshot } from '../../src/index.js';
import { type LiveOptions, LiveSystem } from '../support/live-system.js';
import {
  activeOnes,
  emptyReference,
  find,
  onThread,
  type Reference,
  type ReferenceCommand,
  type ReferenceOutcome,
  type ReferenceSession,
  referenceRestored,
  referenceStep,
} from '../support/reference-model.js';
import { IDENTITIES, type Operation, THREADS } from './operations.js';
import { answerTo, attempt, type Call, call, commandOf } from './translate.js';

type Reread = (of: SessionSupervisor) => ReturnType<SessionSupervisor['toSnapshot']>;

/** What a registry file keeps of a supervisor. */
export const throughTheFile: Reread = (supervisor) => {
  const snapshot = supervisor.toSnapshot();
  const { snapshot: reread, issues } = parseRegistrySnapshot(
    JSON.parse(serializeRegistrySnapshot(snapshot)),
  );
  expect(reread).toEqual(snapshot);
  expect(issues).toEqual([]);
  return reread;
};

/** Runs operations on a live supervisor and on the reference, and compares after each. */
export class Harness {
  readonly live: LiveSystem;
  model: Reference;
  readonly #reactions: Operation[] = [];
  /** What the changes alone tell of the sessions. */
  #heard = new Map<string, SessionRecord>();
  /** Whose record came to its end in this operation; its id may have a new life already. */
  readonly #forgotten = new Set<string>();

  constructor(
    options: LiveOptions,
    private readonly reread: Reread = throughTheFile,
  ) {
    this.live = new LiveSystem(options);
    this.model = emptyReference(options.max);
    this.#listen();
  }

  run(operation: Operation): void {
    const before = this.live.supervisor.list();
    this.#forgotten.clear();
    this.#perform(operation);
    this.#compare();
    this.#compareTimes(before);
  }

  get #at(): string {
    return this.live.now < '1970' ? '1970-01-01T00:00:00Z' : this.live.now;
  }

  #listen(): void {
    this.#heard = new Map(this.live.supervisor.list().map((record) => [record.agentId, record]));
    this.live.supervisor.subscribe((change) => {
      this.#hear(change);
      const reaction = this.#reactions.shift();
      if (reaction) this.#perform(reaction);
    });
    // a listener that only makes trouble
    this.live.supervisor.subscribe(() => {
      throw new Error('a listener on strike');
    });
  }

  #hear(change: SessionChange): void {
    if (change.type === 'refused') return;
    if (change.type === 'forgotten') {
      this.#heard.delete(change.record.agentId);
      this.#forgotten.add(change.record.agentId);
    } else this.#heard.set(change.record.agentId, change.record);
  }

  #perform(operation: Operation): void {
    const { supervisor } = this.live;
    switch (operation.op) {
      case 'clock':
        this.live.now = operation.now;
        return;
      case 'react':
        this.#reactions.push(operation.operation);
        return;
      case 'drain':
        this.#expect({ type: 'drain' });
        return supervisor.drain();
      case 'restart':
        this.#reactions.length = 0;
        this.model = referenceRestored(this.model);
        this.live.restart(this.reread);
        return this.#listen();
      case 'failure':
        return this.#failure(operation.agentId);
      case 'markAllStale': {
        const active = activeOnes(this.model).map(({ record }) => record.agentId);
        for (const agentId of active) this.#expect({ type: 'lost', agentId });
        return expect(supervisor.markAllStale()).toBe(active.length);
      }
      default:
        return this.#command(operation);
    }
  }

  /** Steps the reference first: a listener may run the next command before this one returns. */
  #expect(command: ReferenceCommand): ReferenceOutcome {
    const [next, outcome] = referenceStep(this.model, command);
    this.model = next;
    return outcome;
  }

  #command(operation: Call): void {
    const known = 'agentId' in operation ? find(this.model, operation.agentId) : undefined;
    const command = commandOf(operation, known, this.#at);
    const outcome = this.#expect(command);
    const id = 'record' in command ? command.record.agentId : command.agentId;
    const expected = find(this.model, id)?.record;
    if (outcome.kind === 'failed') this.live.sessions.breakNext();
    this.live.nextId = id;
    const answer = attempt(() => call(this.live, operation));
    this.live.sessions.mend();
    expect(answer).toEqual(answerTo(operation, outcome, expected, known !== undefined));
  }

  #failure(agentId: string): void {
    const last = find(this.model, agentId)?.record;
    if (last === undefined || !this.live.failNow(agentId)) return;
    this.model = {
      ...this.model,
      sessions: this.model.sessions.map((session) =>
        session.record.agentId === agentId
          ? { record: { ...last, status: 'stale' }, turnId: null, lastEndedTurnId: null }
          : session,
      ),
    };
  }

  #compare(): void {
    const { supervisor } = this.live;
    // what an actor's own failure causes is heard of in a microtask, or by the next command
    supervisor.markLost('nobody');
    const { sessions, max, draining } = this.live.observed(this.model.threads);
    expect({ max, draining, sessions: sessions.map(comparable) }).toEqual({
      max: this.model.max,
      draining: this.model.draining,
      sessions: this.model.sessions.map(comparable),
    });
    const active = activeOnes(this.model);
    expect(supervisor.activeCount).toBe(active.length);
    const { value } = supervisor.actor.getSnapshot();
    if (value !== 'draining') expect(value === 'saturated').toBe(active.length === max);
    for (const identity of IDENTITIES) {
      const holder = active.find(({ record }) => record.identity === identity);
      expect(supervisor.findByIdentity(identity)).toBe(holder?.record.agentId);
    }
    for (const threadId of THREADS) {
      expect(supervisor.findByThreadId(threadId)).toBe(onThread(this.model, threadId));
    }
    expect(this.#heard).toEqual(new Map(supervisor.list().map((of) => [of.agentId, of])));
  }

  /** I11: within one life of a record, `lastActive` never goes back. */
  #compareTimes(before: readonly SessionRecord[]): void {
    for (const { agentId, lastActive } of before) {
      const now = this.live.supervisor.get(agentId);
      if (now === undefined || this.#forgotten.has(agentId)) continue;
      expect(Date.parse(now.lastActive)).toBeGreaterThanOrEqual(Date.parse(lastActive));
    }
  }
}

/** Of a closed session only the record remains. */
const comparable = ({ record, turnId, lastEndedTurnId }: ReferenceSession) =>
  record.status === 'closed' ? { record } : { record, turnId, lastEndedTurnId };
