import type { SessionRecord } from '../domain/index.js';
import type { DurableSessions } from '../runtime/index.js';
import type { AgentEvents } from './agent-parts.js';
import { gitContextOf } from './git-context.js';
import type { Opening } from './opening.js';
import { RefusedError, threadHeld } from './refusals.js';
import { THREAD } from './settings.js';

/** A turn begins: the supervisor knows before Codex does, so nobody puts the session aside. */
export function begin({ supervisor }: DurableSessions, { agentId, cwd }: SessionRecord): void {
  supervisor.report(agentId, { type: 'turn.started' });
  supervisor.touch(agentId, gitContextOf(supervisor.get(agentId)?.cwd ?? cwd));
}

/** What the supervisor is told of a session's turns and thread while they go on. */
export function reportsOf(
  sessions: DurableSessions,
  { agentId }: SessionRecord,
): Pick<AgentEvents, 'named' | 'opened'> {
  return {
    named: (turnId) => void sessions.supervisor.report(agentId, { type: 'turn.started', turnId }),
    opened: (opening) => bind(sessions, agentId, opening),
  };
}

async function bind(
  sessions: DurableSessions,
  agentId: string,
  { thread, memory }: Opening,
): Promise<void> {
  const { supervisor } = sessions;
  supervisor.annotate(agentId, { [THREAD]: { ...memory } });
  supervisor.setCwd(agentId, thread.cwd);
  supervisor.touch(agentId, gitContextOf(thread.cwd));
  const isBound = await sessions.bindThread(agentId, thread.threadId);
  if (!isBound) throw new RefusedError(threadHeld(thread.threadId));
}
