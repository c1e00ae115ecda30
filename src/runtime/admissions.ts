import type { Outcome, SessionFields } from '../../machines/index.js';
import {
  agentIdFault,
  annotated,
  formatTimestamp,
  InvalidArgumentError,
  NO_EXTRA,
  type Refusal,
  type RegisterRefusal,
  type Result,
  type ResumeRefusal,
  refusals,
  SessionFailedError,
  type SessionRecord,
} from '../domain/index.js';
import type { RegisterRequest, ResumeOptions, SessionSupervisor } from './api.js';
import {
  gitArgument,
  nameArgument,
  objectArgument,
  optionalName,
  patchArgument,
} from './arguments.js';
import type { Engine } from './engine.js';

/** What the runtime takes from the outside world. */
export interface Surroundings {
  readonly clock: () => Date;
  readonly createAgentId: () => string;
}

/** The two commands that make a session active. */
export function createAdmissions(
  engine: Engine,
  { clock, createAgentId }: Surroundings,
): Pick<SessionSupervisor, 'register' | 'resume'> {
  const now = () => formatTimestamp(clock());

  function register(request: RegisterRequest): Result<SessionRecord, RegisterRefusal> {
    const fields = requestedFields(request);
    if (!engine.running) return refuse(engine, 'register', refusals.shuttingDown());
    const agentId = newId(createAgentId);
    const at = now();
    const session = { agentId, ...fields, startedAt: at, lastActive: at };
    const outcome = engine.send({ type: 'session.register', session });
    return admitted(engine, 'register', agentId, outcome) as Result<SessionRecord, RegisterRefusal>;
  }

  function resume(id: string, options: ResumeOptions = {}): Result<SessionRecord, ResumeRefusal> {
    const agentId = typeof id === 'string' ? id : '';
    const { identity, reopen } = resumeArguments(options);
    if (!engine.running) return refuse(engine, 'resume', refusals.shuttingDown());
    // first of all: a clock may call back
    const at = now();
    const own = engine.table('resume').record(agentId)?.identity ?? '';
    const asked = { agentId, identity: identity ?? own, reopen, at };
    const outcome = engine.send({ type: 'session.resume', ...asked });
    return admitted(engine, 'resume', agentId, outcome);
  }

  return {
    register: (request) => engine.perform('register', () => register(request)),
    resume: (agentId, options) => engine.perform('resume', () => resume(agentId, options)),
  };
}

/** The record's fields that a request gives, checked and copied. */
export function requestedFields(
  request: RegisterRequest,
): Omit<SessionFields, 'agentId' | 'startedAt' | 'lastActive'> {
  const { identity, team, cwd, tag, agentSource, extra } = objectArgument('request', request);
  return {
    identity: nameArgument('identity', identity),
    team: nameArgument('team', team),
    threadId: null,
    cwd: nameArgument('cwd', cwd),
    ...gitArgument(request),
    ...optionalName('tag', tag),
    ...optionalName('agentSource', agentSource),
    extra: extra === undefined ? NO_EXTRA : annotated(NO_EXTRA, patchArgument('extra', extra)),
  };
}

/** The arguments of a resume, checked. */
export function resumeArguments(options: ResumeOptions): { identity?: string; reopen: boolean } {
  const { identity, reopen = false } = objectArgument('options', options);
  if (typeof reopen !== 'boolean') throw new InvalidArgumentError('reopen', 'must be a boolean');
  return { ...optionalName('identity', identity), reopen };
}

/** A new agent id, checked. */
export function newId(createAgentId: () => string): string {
  const agentId: unknown = createAgentId();
  const fault = typeof agentId === 'string' ? agentIdFault(agentId) : 'must be a string';
  if (fault !== null) throw new InvalidArgumentError('createAgentId', `${fault} (its result)`);
  return agentId as string;
}

/** Turns the outcome of an admission into what the caller gets. */
function admitted(
  engine: Engine,
  command: RefusedCommand,
  agentId: string,
  outcome: Outcome,
): Result<SessionRecord, Refusal> {
  if (outcome.kind === 'refused') return refuse(engine, command, outcome.refusal);
  if (outcome.kind === 'failed') throw new SessionFailedError(agentId, outcome.cause);
  const record = engine.table(command).record(agentId);
  if (outcome.kind === 'applied' && record !== undefined)
    return Object.freeze({ ok: true, value: record });
  throw new InvalidArgumentError('createAgentId', `returned ${agentId}, which is known already`);
}

export type RefusedCommand = 'register' | 'resume';
export interface Refused<R extends Refusal> {
  readonly ok: false;
  readonly refusal: R;
}

/** Answers a command with a refusal, and tells the listeners. */
export function refuse<R extends Refusal>(
  engine: Engine,
  command: RefusedCommand,
  refusal: R,
): Refused<R> {
  Object.freeze(refusal);
  engine.publish({ type: 'refused', command, refusal });
  return Object.freeze({ ok: false, refusal });
}
