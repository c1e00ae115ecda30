import { randomUUID } from 'node:crypto';
import { createSessionSupervisor, type RegistrySnapshot, type SessionRecord } from 'codex-sessions';
import { MapRegistry } from '../peers/map-registry.js';
import { heapInUse } from '../support/clock.js';
import type { Side, SideSizes } from '../support/side.js';
import { cycleOfOurs, NO_LIMIT, registerInMap, registerOurs, turnOfOurs } from './workload.js';

// What is kept alive stands in this one place, so that a side can also let go of it.
const kept: { value: unknown } = { value: undefined };

const newSupervisor = () => createSessionSupervisor({ maxConcurrent: NO_LIMIT });

/** Bytes per session that is live after its first turn. */
export function oursLiveMemory(sizes: SideSizes): Side {
  return grown(sizes, newSupervisor, (supervisor) => {
    const agentId = registerOurs(supervisor);
    supervisor.setThreadId(agentId, randomUUID());
    turnOfOurs(supervisor, agentId, 'turn-1');
  });
}

/** Bytes per live session of the registry written by hand. */
export function mapLiveMemory(sizes: SideSizes): Side {
  return grown(sizes, () => new MapRegistry(NO_LIMIT), registerInMap);
}

/** Bytes per session that lived here and was closed. */
export function oursLivedMemory(sizes: SideSizes): Side {
  return grown(sizes, newSupervisor, cycleOfOurs);
}

/** Bytes per session that lived here, was closed and forgotten. */
export function oursForgottenMemory(sizes: SideSizes): Side {
  return grown(sizes, newSupervisor, (supervisor) => {
    supervisor.forget(cycleOfOurs(supervisor));
  });
}

/** What a supervisor with no session at all measures as: 0, but for noise. */
export function emptyMemory(sizes: SideSizes): Side {
  return grown(sizes, newSupervisor, () => {});
}

/** Bytes per closed session of a supervisor that was handed the records: none had an actor. */
export function restoredMemory(sizes: SideSizes): Side {
  return swapped(sizes, (snapshot) => createSessionSupervisor({ snapshot }));
}

/** Bytes per closed session of a plain Map of the same frozen records, by agent id. */
export function plainMapMemory(sizes: SideSizes): Side {
  return swapped(sizes, ({ sessions }) => byAgentId(sessions));
}

function byAgentId(sessions: readonly SessionRecord[]): Map<string, SessionRecord> {
  const map = new Map<string, SessionRecord>();
  for (const session of sessions) map.set(session.agentId, session);
  return map;
}

/** What the heap grows by per session. */
function grown<Subject>(
  { sessions = 1 }: SideSizes,
  create: () => Subject,
  add: (subject: Subject) => void,
): Side {
  return growth(sessions, () => {
    kept.value = filled(sessions, create, add);
  });
}

/** The same for what takes over the records of sessions that lived in a supervisor. */
function swapped({ sessions = 1 }: SideSizes, take: (snapshot: RegistrySnapshot) => unknown): Side {
  return growth(sessions, () => {
    kept.value = take(filled(sessions, newSupervisor, cycleOfOurs).toSnapshot());
  });
}

/** Keeping is done twice: the first time everything is compiled and every buffer has its size. */
function growth(sessions: number, keep: () => void): Side {
  return {
    sample() {
      keep();
      kept.value = undefined;
      const before = heapInUse();
      keep();
      return (heapInUse() - before) / sessions;
    },
  };
}

function filled<Subject>(
  count: number,
  create: () => Subject,
  add: (subject: Subject) => void,
): Subject {
  const subject = create();
  for (let index = 0; index < count; index += 1) add(subject);
  return subject;
}
