import { laterOf } from '../../src/domain/index.js';
import type { LockedRegistry } from '../../src/domain/ports/store.js';
import type { DurableSessions, DurableSupervisor, SessionRecord } from '../../src/index.js';
import { isSame, recordIn, type State } from '../support/durable-file.js';
import type { DurableCommand, DurableDecision } from '../support/durable-reference.js';
import type { Behind, Durable } from './durable-operations.js';
import { answerTo, attempt, type Call, commandOf } from './translate.js';

/** What a command is in the words of the reference, once the file is known. */
export function durableCommandOf(
  command: Durable,
  at: string,
  registry?: LockedRegistry,
): DurableCommand {
  if (command.op !== 'locate') return commandOf(asCall(command), undefined, at) as DurableCommand;
  const agentId =
    command.by === 'agentId' ? command.value : registry && namedIn(registry, command.value);
  return agentId === undefined ? undefined : { type: 'look', agentId };
}

/** The active session of a name, else the one used last that is not closed, else the closed one. */
function namedIn(registry: LockedRegistry, identity: string): string | undefined {
  const named = [...registry.records()].filter((record) => record.identity === identity);
  const rank = ({ status }: SessionRecord) => ['closed', 'stale', 'active'].indexOf(status);
  const isBetter = (one: SessionRecord, other: SessionRecord) =>
    rank(one) === rank(other)
      ? laterOf(one.lastActive, other.lastActive) === one.lastActive
      : rank(one) > rank(other);
  return named.reduce<SessionRecord | undefined>(
    (best, record) => (best === undefined || isBetter(record, best) ? record : best),
    undefined,
  )?.agentId;
}

/** What must come of a command that was decided so, in the words of {@link attempt}. */
export function expectedOf(
  command: Durable,
  decision: DurableDecision,
  looked: DurableCommand,
  registry: LockedRegistry,
): unknown {
  const { after, outcome } = decision;
  if (command.op === 'locate') {
    if (looked?.type !== 'look') return undefined;
    const { agentId } = looked;
    const isForeign = registry.ownerOf(agentId) !== undefined;
    return isForeign ? registry.get(agentId) : recordIn(after.memory, agentId);
  }
  const record = recordIn(after.memory, command.agentId);
  return answerTo(asCall(command), outcome, record, record !== undefined);
}

function asCall(command: Exclude<Durable, { op: 'locate' }>): Call {
  return command.op === 'bindThread' ? { ...command, op: 'setThreadId' } : command;
}

/** Gives a command. */
export function give(sessions: DurableSessions, command: Durable): Promise<unknown> {
  switch (command.op) {
    case 'register': {
      const { identity } = command;
      return sessions.register({ identity, team: 'team', cwd: '/work' });
    }
    case 'resume':
      return sessions.resume(command.agentId, command);
    case 'bindThread':
      return sessions.bindThread(command.agentId, command.value);
    case 'locate':
      return sessions.locate(
        command.by === 'agentId' ? { agentId: command.value } : { identity: command.value },
      );
    default:
      return sessions[command.op](command.agentId);
  }
}

/** What a promise came to, in the words of {@link attempt}. */
export async function answered(promise: Promise<unknown>): Promise<unknown> {
  try {
    const value = await promise;
    return attempt(() => value);
  } catch (error) {
    return attempt(() => {
      throw error;
    });
  }
}

/** Makes a call that is written behind. */
export function tell(supervisor: DurableSupervisor, call: Behind): unknown {
  switch (call.op) {
    case 'report':
      return supervisor.report(call.agentId, { type: call.type });
    case 'setThreadState':
      return supervisor.setThreadState(call.agentId, call.state);
    case 'touch':
      return supervisor.touch(call.agentId, { repoRoot: '/r', branch: call.branch });
    case 'markLost':
      return supervisor.markLost(call.agentId);
    default:
      return supervisor[call.op](call.agentId, call.value);
  }
}

/** Of what is to be written, what changes the file. */
export function effectOf(
  states: readonly (readonly [string, State])[],
  registry: LockedRegistry,
): Map<string, State> {
  return new Map(states.filter(([agentId, state]) => !isSame(registry.get(agentId), state)));
}
