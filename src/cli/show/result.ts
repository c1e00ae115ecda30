import { RequestRefusedError } from '../../codex/index.js';
import type { SessionStory } from '../../control/index.js';
import { CommandError, isExpected, sentenceOf } from '../errors.js';
import { ownVersion } from '../own-version.js';
import { type CodexSettings, codexStarter } from '../serve/codex.js';

/** How far back Codex' history is read for a turn that ended. */
const HISTORY = 5;

/**
 * Starts Codex, reads the last result of a thread from its history, and ends it again.
 *
 * @throws CommandError that says why there is none to be had, such as a Codex that is not there.
 */
export async function resultOf(
  threadId: string,
  settings: CodexSettings,
): Promise<SessionStory['last']> {
  try {
    return await readResult(threadId, settings);
  } catch (error) {
    if (error instanceof RequestRefusedError && error.kind === 'thread_not_found') return null;
    if (!isExpected(error)) throw error;
    throw new CommandError(
      `the last result could not be read: ${sentenceOf(error)}; codex-sessions doctor examines Codex`,
    );
  }
}

async function readResult(
  threadId: string,
  settings: CodexSettings,
): Promise<SessionStory['last']> {
  const start = codexStarter(settings, ownVersion(), () => {});
  const backend = await start({ onFact: () => {}, signal: new AbortController().signal });
  try {
    const turns = await backend.listTurns(threadId, HISTORY);
    for (const { turnId, status, lastMessage, error } of turns) {
      if (status === 'running') continue;
      return {
        turnId,
        how: status,
        text: status === 'failed' ? (error ?? lastMessage) : lastMessage,
      };
    }
    return null;
  } finally {
    await backend.stop();
  }
}
