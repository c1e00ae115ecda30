import type { LockedRegistry } from '../../src/domain/ports/store.js';
import type { SessionRecord } from '../../src/index.js';
import {
  type DurableReference,
  inserted,
  isOutdated,
  isSame,
  looked,
  recordIn,
  type State,
} from './durable-file.js';
import {
  emptyReference,
  type Reference,
  type ReferenceCommand,
  type ReferenceOutcome,
  referenceStep,
} from './reference-model.js';

/** What was decided under the lock. */
export interface DurableDecision {
  readonly after: DurableReference;
  readonly outcome: ReferenceOutcome;
  /** Whether what was resumed was closed. */
  readonly reopened: boolean;
  /** What the file says of the sessions that are written, before and after. */
  readonly writes: ReadonlyMap<string, { readonly before: State; readonly after: State }>;
}

type Command<Type> = Extract<ReferenceCommand, { type: Type }>;

/** A command of a process on the sessions it shares; undefined only writes what is to be written. */
export type DurableCommand =
  | Command<'register' | 'resume' | 'close' | 'park' | 'forget' | 'report'>
  | { readonly type: 'look'; readonly agentId: string }
  | undefined;

/** A process that has just opened a file: none of its sessions is active. */
export function durableReference(max: number, records: readonly SessionRecord[]): DurableReference {
  const memory = records.reduce(inserted, emptyReference(max));
  return { memory, unwritten: new Map() };
}

/** Something that happens in memory alone, to be written behind. */
export function inMemory(
  { memory, unwritten }: DurableReference,
  command: ReferenceCommand,
): [DurableReference, ReferenceOutcome] {
  const [after, outcome] = referenceStep(memory, command);
  const marked = new Map(unwritten);
  for (const agentId of idsOf(memory, after)) {
    const [before, now] = [recordIn(memory, agentId), recordIn(after, agentId)];
    const failed = outcome.kind === 'failed' && 'agentId' in command && command.agentId === agentId;
    const isMoved = failed || !isSame(before, now);
    if (isMoved && !marked.has(agentId)) marked.set(agentId, [before]);
  }
  return [{ memory: after, unwritten: marked }, outcome];
}

/** Decides a command, and what is written with it. */
export function decided(
  model: DurableReference,
  command: DurableCommand,
  registry: LockedRegistry,
): DurableDecision {
  const looking = lookedFor(model, command, registry);
  const [after, outcome] = commanded(looking, command, registry);
  const reopened =
    command?.type === 'resume' && recordIn(looking.memory, command.agentId)?.status === 'closed';
  if (outcome.kind === 'taken') return { after: model, outcome, reopened, writes: new Map() };
  const outdated = [...after.unwritten.keys()].filter((id) => isOutdated(after, registry, id));
  const { memory, unwritten } = outdated.reduce(
    (renewed, agentId) => looked(renewed, registry, agentId),
    after,
  );
  const writes = [...unwritten.keys()].map(
    (id) => [id, { before: registry.get(id), after: recordIn(memory, id) }] as const,
  );
  const done = { memory, unwritten: new Map() };
  return { after: done, outcome, reopened, writes: new Map(writes) };
}

/** What a process knows after what was decided could not be written, as far as it can tell. */
export function takenBack(
  model: DurableReference,
  command: DurableCommand,
  { outcome, reopened, writes }: DurableDecision,
): DurableReference {
  const base = outcome.kind === 'applied' ? undone(model, command, reopened) : model;
  const unwritten = new Map(base.unwritten);
  for (const [agentId, { before, after }] of writes) {
    unwritten.set(agentId, [before, after, ...(unwritten.get(agentId) ?? [])]);
  }
  return { ...base, unwritten };
}

function undone(
  model: DurableReference,
  command: DurableCommand,
  reopened: boolean,
): DurableReference {
  if (command?.type === 'register') {
    const { agentId } = command.record;
    const [closed] = inMemory(model, { type: 'close', agentId });
    return inMemory(closed, { type: 'forget', agentId })[0];
  }
  if (command?.type !== 'resume') return model;
  const { agentId } = command;
  return inMemory(model, { type: reopened ? 'close' : 'lost', agentId })[0];
}

/** An admission that is refused for its own process' sake looks at nothing. */
function lookedFor(
  model: DurableReference,
  command: DurableCommand,
  registry: LockedRegistry,
): DurableReference {
  if (command === undefined || command.type === 'register') return model;
  if (command.type === 'resume' && model.memory.draining) return model;
  return looked(model, registry, command.agentId);
}

type Step = readonly [DurableReference, ReferenceOutcome];

function commanded(
  model: DurableReference,
  command: DurableCommand,
  registry: LockedRegistry,
): Step {
  if (command === undefined || command.type === 'look') return [model, { kind: 'ignored' }];
  if (command.type === 'register') return register(model, command, registry);
  if (command.type !== 'resume' || model.memory.draining) return inMemory(model, command);
  return resume(model, command, registry);
}

function register(
  model: DurableReference,
  command: Command<'register'>,
  registry: LockedRegistry,
): Step {
  const { agentId, identity } = command.record;
  if (registry.get(agentId) !== undefined || registry.ownerOf(agentId) !== undefined) {
    return [model, { kind: 'taken' }];
  }
  const holder = registry.holderOf(identity);
  if (holder === undefined || model.memory.draining) return inMemory(model, command);
  return [model, { kind: 'refused', code: 'identity_conflict', holder: holder.agentId }];
}

const BEFORE_THE_NAME = ['session_not_found', 'session_active', 'session_closed', 'thread_held'];

function resume(
  model: DurableReference,
  command: Command<'resume'>,
  registry: LockedRegistry,
): Step {
  const { agentId } = command;
  const refused = (code: string) => [model, { kind: 'refused', code }] as const;
  if (registry.ownerOf(agentId) !== undefined) return refused('session_active');
  const known = recordIn(model.memory, agentId);
  if (known === undefined || (known.status !== 'active' && isMissing(model, registry, agentId))) {
    return refused('session_not_found');
  }
  const named = { ...command, identity: command.identity || known.identity };
  const local = inMemory(model, named);
  const [, outcome] = local;
  if (outcome.kind === 'refused' && BEFORE_THE_NAME.includes(outcome.code)) return local;
  const holder = registry.holderOf(named.identity);
  if (holder === undefined) return local;
  return [model, { kind: 'refused', code: 'identity_conflict', holder: holder.agentId }];
}

/** A session that is not to be written, and not in the file. */
const isMissing = (model: DurableReference, registry: LockedRegistry, agentId: string) =>
  !model.unwritten.has(agentId) && registry.get(agentId) === undefined;

/** What a process decides of what is live in it, when it cannot have the lock. */
export function decidedAlone(model: DurableReference, command: DurableCommand): DurableReference {
  if (command === undefined || !('agentId' in command)) return model;
  const isAlone = ['close', 'park', 'report', 'forget'].includes(command.type);
  const isLive = recordIn(model.memory, command.agentId)?.status === 'active';
  if (!isAlone || !isLive || command.type === 'look') return model;
  return inMemory(model, { ...command, fails: false })[0];
}

function idsOf(...references: readonly Reference[]): Set<string> {
  return new Set(
    references.flatMap(({ sessions }) => sessions.map(({ record }) => record.agentId)),
  );
}
