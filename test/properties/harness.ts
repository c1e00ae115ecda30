import { expect } from 'vitest';
import type { Json, SessionChange, SessionRecord, SessionSupervisor } from '../../src/index.js';
import { parseRegistrySnapshot, serializeRegistrySnapshot } from '../../src/index.js';
import { aRecord } from '../model/session-steps.js';
import { FAILURE, type LiveOptions, LiveSystem } from '../support/live-system.js';
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
import { IDENTITIES, type Operation, type Patch, THREADS } from './operations.js';

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

  #command(
    operation: Exclude<
      Operation,
      { op: 'clock' | 'react' | 'drain' | 'restart' | 'failure' | 'markAllStale' }
    >,
  ): void {
    const known = 'agentId' in operation ? find(this.model, operation.agentId) : undefined;
    const command = commandOf(operation, known, this.#at);
    const outcome = this.#expect(command);
    const id = 'record' in command ? command.record.agentId : command.agentId;
    const expected = find(this.model, id)?.record;
    if (outcome.kind === 'failed') this.live.sessions.arm(FAILURE);
    this.live.nextId = id;
    const answer = attempt(() => call(this.live.supervisor, operation));
    this.live.sessions.disarm();
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

type Command = Parameters<typeof commandOf>[0];

function commandOf(
  operation: Exclude<
    Operation,
    { op: 'clock' | 'react' | 'drain' | 'restart' | 'failure' | 'markAllStale' }
  >,
  known: ReferenceSession | undefined,
  at: string,
): Exclude<ReferenceCommand, { type: 'drain' }> {
  if (operation.op === 'insertStale') return { type: 'insert', record: operation.record };
  const { agentId } = operation;
  switch (operation.op) {
    case 'register': {
      const { identity, tag, extra = {}, fails } = operation;
      const notes = annotatedWith({}, extra);
      const fields = { startedAt: at, lastActive: at, ...(tag && { tag }), extra: notes };
      return { type: 'register', record: aRecord(agentId, identity, fields), fails };
    }
    case 'resume': {
      const { identity = known?.record.identity ?? '', reopen, fails } = operation;
      return { type: 'resume', agentId, identity, reopen, at, fails };
    }
    case 'report': {
      const { type, turnId, fails } = operation;
      return { type: 'report', agentId, fails, fact: { type, ...(turnId && { turnId }) } };
    }
    case 'setThreadState':
      if (operation.state === 'closed') return { type: 'close', agentId };
      return {
        type: 'report',
        agentId,
        fact: { type: operation.state === 'busy' ? 'turn.started' : 'turn.completed' },
      };
    case 'setThreadId':
      return { type: 'report', agentId, fact: { type: 'thread.bound', threadId: operation.value } };
    case 'setCwd':
      return field(agentId, { cwd: operation.value });
    case 'setTag':
      return field(agentId, { tag: operation.value });
    case 'setAgentSource':
      return field(agentId, { agentSource: operation.value });
    case 'touch':
      return field(agentId, { repoRoot: '/r', repoName: null, branch: operation.branch }, at);
    case 'annotate':
      return field(agentId, { extra: annotatedWith(known?.record.extra ?? {}, operation.patch) });
    case 'forget':
      return { type: 'forget', agentId };
    case 'close':
      return { type: 'close', agentId, fails: operation.fails };
    case 'park':
      return { type: 'park', agentId, fails: operation.fails };
    case 'markLost':
      return { type: 'lost', agentId, fails: operation.fails };
  }
}

function field(
  agentId: string,
  fields: Partial<SessionRecord>,
  at?: string,
): Exclude<ReferenceCommand, { type: 'drain' }> {
  const fact = { type: 'fields.changed', fields, ...(at !== undefined && { at }) } as const;
  return { type: 'report', agentId, fact };
}

function annotatedWith(extra: Record<string, Json>, patch: Patch): Record<string, Json> {
  const { codex_sessions: old = {}, ...others } = extra;
  const merged = Object.entries({ ...(old as object), ...patch }).filter(([, v]) => v !== null);
  const notes = JSON.parse(JSON.stringify(Object.fromEntries(merged))) as Json;
  return merged.length === 0 ? others : { ...others, codex_sessions: notes };
}

function call(supervisor: SessionSupervisor, operation: Command): unknown {
  switch (operation.op) {
    case 'register': {
      const { identity, tag, extra } = operation;
      return supervisor.register({ identity, team: 'team', cwd: '/work', tag, extra });
    }
    case 'resume':
      return supervisor.resume(operation.agentId, operation);
    case 'report': {
      const { agentId, type, turnId } = operation;
      return supervisor.report(agentId, { type, turnId });
    }
    case 'setThreadState':
      return supervisor.setThreadState(operation.agentId, operation.state);
    case 'touch':
      return supervisor.touch(operation.agentId, { repoRoot: '/r', branch: operation.branch });
    case 'annotate':
      return supervisor.annotate(operation.agentId, operation.patch);
    case 'insertStale':
      return supervisor.insertStale(operation.record);
    case 'setThreadId':
    case 'setCwd':
    case 'setTag':
    case 'setAgentSource':
      return supervisor[operation.op](operation.agentId, operation.value);
    default:
      return supervisor[operation.op](operation.agentId);
  }
}

/** What a call returned, or the code of what it threw. */
function attempt(run: () => unknown): unknown {
  try {
    const value = run();
    if (typeof value !== 'object' || value === null || !('refusal' in value)) return value;
    const { code, agentId } = value.refusal as { code: string; agentId?: string };
    const names = code === 'identity_conflict' || code === 'thread_held';
    return { refused: code, ...(names && { holder: agentId }) };
  } catch (error) {
    return { threw: (error as { code?: string }).code ?? String(error) };
  }
}

function answerTo(
  operation: Command,
  outcome: ReferenceOutcome,
  record: SessionRecord | undefined,
  known: boolean,
): unknown {
  const { op } = operation;
  if (outcome.kind === 'refused') {
    const { code, holder } = outcome;
    return { refused: code, ...(holder !== undefined && { holder }) };
  }
  if (op === 'close') return known;
  if (op === 'setThreadState') return record?.threadState === operation.state;
  if (op === 'park' || op === 'markLost') return outcome.kind !== 'ignored';
  if (outcome.kind === 'taken') return { threw: 'invalid_argument' };
  if (op === 'register' || op === 'resume') {
    return outcome.kind === 'failed' ? { threw: 'session_failed' } : { ok: true, value: record };
  }
  return outcome.kind === 'applied';
}
