import { randomUUID } from 'node:crypto';
import { GENERATED_NAME, StoreError } from '../../domain/index.js';
import { type DurableSessions, openSessions } from '../../runtime/index.js';
import { createFileStoreWith } from '../../store/file-store.js';
import { folderOf } from '../../store/overview.js';
import { isExpected, sentenceOf } from '../errors.js';
import type { Finding } from '../findings.js';
import { sightOf } from '../teams.js';
import type { Surroundings } from '../terminal.js';
import { good, problem } from './finding.js';

const ABOUT = 'registry';

/** Registers a session in a team's registry as `serve` does, and takes it out again. */
export async function writeFinding(
  team: string,
  cwd: string,
  world: Surroundings,
): Promise<Finding> {
  try {
    const fault = await tryToWrite(team, cwd, world);
    if (fault !== null) return problem(ABOUT, `team ${team}: ${fault}`);
    return good(ABOUT, `team ${team} can be written: a session was registered and removed again`);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return problem(ABOUT, `team ${team} cannot be written: ${adviceOn(error, team, world)}`);
  }
}

/** Gives what went wrong without an error. */
async function tryToWrite(team: string, cwd: string, world: Surroundings): Promise<string | null> {
  const { home, clock } = world;
  const store = createFileStoreWith({ ...sightOf(world), clock }, { team, home });
  const sessions = await openSessions({ store, clock, closeUnusedAfterDays: null });
  try {
    return await registerAndRemove(sessions, team, cwd);
  } finally {
    await sessions.shutdown();
  }
}

async function registerAndRemove(
  sessions: DurableSessions,
  team: string,
  cwd: string,
): Promise<string | null> {
  const identity = `doctor-${randomUUID()}`;
  // should we be killed in the middle, the name is closed some day as nobody's
  const registered = await sessions.register({
    ...{ identity, team, cwd },
    extra: { [GENERATED_NAME]: true },
  });
  if (!registered.ok) return registered.refusal.message;
  const { agentId } = registered.value;
  const isGone = (await sessions.close(agentId)) && (await sessions.forget(agentId));
  return isGone ? null : `the session ${agentId}, made to try it, is still there; close it`;
}

/** The other errors of a store say by themselves what to do. */
function adviceOn(error: Error, team: string, { home }: Surroundings): string {
  const sentence = sentenceOf(error);
  if (!(error instanceof StoreError) || error.code !== 'io') return sentence;
  return `${sentence}; look at the disk, and at what is in ${folderOf(home, team)}`;
}
