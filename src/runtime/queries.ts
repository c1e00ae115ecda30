import { activeCount, sessionOnThread } from '../../machines/index.js';
import { type Json, type JsonObject, type SessionRecord, sealSnapshot } from '../domain/index.js';
import type { SessionFilter, SessionSupervisor } from './api.js';
import { objectArgument } from './arguments.js';
import type { Engine } from './engine.js';

/** What a registry file holds besides its sessions, to be written back. */
export interface Remainder {
  readonly faulty: readonly Json[];
  readonly extra: JsonObject;
}

type Query =
  | 'get'
  | 'getThreadState'
  | 'findByIdentity'
  | 'findByThreadId'
  | 'list'
  | 'session'
  | 'toSnapshot';

/** The facade's reads. They go on answering after `stop`. */
export function createQueries(
  engine: Engine,
  { faulty, extra }: Remainder,
): Pick<SessionSupervisor, Query> {
  return {
    get: (agentId) => engine.table('get').record(agentId),
    getThreadState: (agentId) => engine.table('getThreadState').record(agentId)?.threadState,
    findByIdentity: (identity) => engine.occupancy('findByIdentity').holders.get(identity),
    findByThreadId: (threadId) => sessionOnThread(engine.occupancy('findByThreadId'), threadId),
    list(filter = {}) {
      objectArgument('filter', filter);
      return [...engine.table('list').records()].filter((record) => matches(record, filter));
    },
    session: (agentId) => engine.sessionView(agentId),
    toSnapshot: () => sealSnapshot([...engine.table('toSnapshot').records()], faulty, extra),
  };
}

const FILTERS = ['status', 'identity', 'repoName', 'tag'] as const;

function matches(record: SessionRecord, filter: SessionFilter): boolean {
  return FILTERS.every((key) => filter[key] === undefined || record[key] === filter[key]);
}

/** The agent ids of the active sessions, in the order they became known. */
export function activeIds(engine: Engine, method: string): string[] {
  if (activeCount(engine.occupancy(method)) === 0) return [];
  const records = [...engine.table(method).records()];
  return records.filter(({ status }) => status === 'active').map(({ agentId }) => agentId);
}
