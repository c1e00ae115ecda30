import type { LockedRegistry } from '../../domain/ports/store.js';
import { nameArgument } from '../arguments.js';
import type { DurableSessions } from './api.js';
import { agentKey, idArgument, identityKey, type Parts } from './parts.js';

type Command = 'close' | 'park' | 'forget' | 'bindThread';

/** The durable commands that end a session, put it aside, or bind its thread. */
export function createDurableCommands(parts: Parts): Pick<DurableSessions, Command> {
  const { supervisor } = parts.core;
  return {
    close: (agentId) => onSession(parts, agentId, () => supervisor.close(agentId)),
    park: (agentId) => onSession(parts, agentId, () => supervisor.park(agentId)),
    forget: (agentId) => onSession(parts, agentId, () => supervisor.forget(agentId)),
    async bindThread(agentId, threadId) {
      nameArgument('threadId', threadId);
      return onSession(parts, agentId, () => supervisor.setThreadId(agentId, threadId));
    },
  };
}

/** Runs a command on a session of this process, or of the file if nobody has it. */
async function onSession(parts: Parts, id: unknown, command: () => boolean): Promise<boolean> {
  const { core, serial, writer, adoption } = parts;
  const agentId = idArgument(id);
  if (parts.hasEnded) return false;
  const identity = core.supervisor.get(agentId)?.identity;
  const keys = identity === undefined ? [] : [identityKey(identity)];
  const decide = (registry: LockedRegistry) => {
    adoption.adopt(registry, agentId);
    return command();
  };
  // what is live here can be decided without the lock: it is only not written then
  const decideAlone = () => {
    if (core.supervisor.get(agentId)?.status === 'active') command();
  };
  const task = () => writer.perform(decide, { undecided: decideAlone });
  return serial.run([agentKey(agentId), ...keys], task);
}
