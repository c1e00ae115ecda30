import { connectControl, type SessionStory } from '../../control/index.js';
import type { SessionRecord } from '../../domain/index.js';
import { socketsIn } from '../../inspect/fleet/sockets.js';
import type { Places } from '../places.js';

/** How long a process that may have seen a session is waited for, in milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * What a process remembers of a session that it had: of those that run still, the one that had it
 * last. Undefined if none remembers it, or none answers in time.
 */
export async function witnessed(
  { agentId, team }: SessionRecord,
  { folders, paths }: Places,
): Promise<SessionStory | undefined> {
  const found = await Promise.all(folders.map(socketsIn));
  const stories = await Promise.all([...paths, ...found.flat()].map((path) => told(path, agentId)));
  return stories
    .filter((story) => story !== null)
    .filter(({ record, steps }) => record.team === team && steps.length > 0)
    .sort((one, other) => lastStepOf(other) - lastStepOf(one))[0];
}

/** One that does not answer, or is of an older version, tells nothing. */
async function told(path: string, agentId: string): Promise<SessionStory | null> {
  try {
    const client = await connectControl(path, { timeoutMs: PATIENCE_MS });
    try {
      return await client.show(agentId);
    } finally {
      client.end();
    }
  } catch {
    return null;
  }
}

const lastStepOf = ({ steps }: SessionStory): number => Date.parse(steps.at(-1)?.at ?? '');
