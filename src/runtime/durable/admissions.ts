import {
  InvalidArgumentError,
  type RegisterRefusal,
  type Result,
  type ResumeRefusal,
  refusals,
  type SessionRecord,
} from '../../domain/index.js';
import type { LockedRegistry } from '../../domain/ports/store.js';
import { newId, requestedFields, resumeArguments } from '../admissions.js';
import type { RegisterRequest } from '../api.js';
import type { DurableSessions } from './api.js';
import { agentKey, idArgument, identityKey, type Parts } from './parts.js';

/** The two durable commands that make a session active. */
export function createDurableAdmissions(
  parts: Parts,
): Pick<DurableSessions, 'register' | 'resume'> {
  return {
    register: async (request) => register(parts, copied(parts, request)),
    resume: async (agentId, options) =>
      resume(parts, idArgument(agentId), resumeArguments(options ?? {})),
  };
}

/** A request that its caller cannot change any more. */
function copied({ store }: Parts, request: RegisterRequest): RegisterRequest {
  const { identity, team, cwd, repoRoot, repoName, branch, tag, agentSource } =
    requestedFields(request);
  if (store.team !== null && team !== store.team) {
    throw new InvalidArgumentError('team', `must be the store's, ${store.team}`);
  }
  const extra = structuredClone(request.extra);
  return { identity, team, cwd, repoRoot, repoName, branch, tag, agentSource, extra };
}

async function register(
  parts: Parts,
  request: RegisterRequest,
): Promise<Result<SessionRecord, RegisterRefusal>> {
  const { core, serial, writer, ids } = parts;
  const { identity } = request;
  if (parts.hasEnded) return core.supervisor.register(request);
  const agentId = newId(ids.create);
  return serial.run([agentKey(agentId), identityKey(identity)], () =>
    writer.perform(
      (registry) => {
        refuseKnown(registry, agentId);
        const holder = registry.holderOf(identity);
        if (holder !== undefined && !core.isDraining()) {
          const { agentId: heldBy, owner } = holder;
          return core.refuse('register', refusals.identityConflict(identity, heldBy, owner));
        }
        ids.next = agentId;
        return core.supervisor.register(request);
      },
      {
        takeBack({ ok }) {
          if (!ok) return;
          core.supervisor.close(agentId);
          core.supervisor.forget(agentId);
        },
      },
    ),
  );
}

function refuseKnown(registry: LockedRegistry, agentId: string): void {
  if (registry.get(agentId) === undefined && registry.ownerOf(agentId) === undefined) return;
  throw new InvalidArgumentError('createAgentId', `returned ${agentId}, which is known already`);
}

type Resumption = ReturnType<typeof resumeArguments>;

async function resume(
  parts: Parts,
  agentId: string,
  options: Resumption,
): Promise<Result<SessionRecord, ResumeRefusal>> {
  const { core, serial, writer } = parts;
  const { supervisor } = core;
  if (parts.hasEnded) return supervisor.resume(agentId, options);
  const name = options.identity ?? supervisor.get(agentId)?.identity;
  const keys = name === undefined ? [] : [identityKey(name)];
  let wasClosed = false;
  return serial.run([agentKey(agentId), ...keys], () =>
    writer.perform(
      (registry) => {
        const elsewhere = refusalElsewhere(parts, registry, agentId, options);
        if (elsewhere !== undefined) return core.refuse('resume', elsewhere);
        wasClosed = supervisor.get(agentId)?.status === 'closed';
        return supervisor.resume(agentId, options);
      },
      {
        takeBack({ ok }) {
          if (ok && wasClosed) supervisor.close(agentId);
          else if (ok) supervisor.markLost(agentId);
        },
      },
    ),
  );
}

/** The codes of the refusals that come before a conflict about the name. */
const BEFORE_THE_NAME = ['session_not_found', 'session_active', 'session_closed', 'thread_held'];

/** What the file or another process has against a resume, unless this one has something first. */
function refusalElsewhere(
  { core, adoption }: Parts,
  registry: LockedRegistry,
  agentId: string,
  { identity, reopen }: Resumption,
): ResumeRefusal | undefined {
  if (core.isDraining()) return undefined;
  const owner = registry.ownerOf(agentId);
  const where = adoption.adopt(registry, agentId);
  if (where === 'elsewhere') return refusals.sessionActive(agentId, owner);
  if (where === 'nowhere') return refusals.sessionNotFound(agentId);
  const name = identity ?? core.supervisor.get(agentId)?.identity ?? '';
  const local = core.refusalOf({ command: 'resume', agentId, identity: name, reopen });
  if (local !== undefined && BEFORE_THE_NAME.includes(local.code)) return undefined;
  const holder = registry.holderOf(name);
  return holder && refusals.identityConflict(name, holder.agentId, holder.owner);
}
