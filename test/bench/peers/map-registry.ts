import { v4 } from 'uuid';

interface Entry {
  readonly agentId: string;
  readonly identity: string;
  readonly team: string;
  readonly threadId: string | null;
  readonly cwd: string;
  readonly repoRoot: string | null;
  readonly repoName: string | null;
  readonly branch: string | null;
  readonly startedAt: string;
  lastActive: string;
  status: 'active' | 'closed';
  threadState: 'busy' | 'idle' | 'closed';
}

/**
 * What one writes by hand without a statechart: records of 12 fields in a Map, an index of the
 * identities, a UUID and an ISO date. It checks the identity and the maximum, and nothing else.
 */
export class MapRegistry {
  readonly #sessions = new Map<string, Entry>();
  readonly #holders = new Map<string, string>();

  constructor(private readonly maxConcurrent: number) {}

  get size(): number {
    return this.#sessions.size;
  }

  /** Makes an active, busy session and returns its agent id; undefined if it is refused. */
  register(identity: string, team: string, cwd: string): string | undefined {
    if (this.#holders.has(identity) || this.#holders.size >= this.maxConcurrent) return undefined;
    const agentId = `codex:${v4()}`;
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    this.#sessions.set(agentId, {
      agentId,
      identity,
      team,
      threadId: null,
      cwd,
      repoRoot: null,
      repoName: null,
      branch: null,
      startedAt: now,
      lastActive: now,
      status: 'active',
      threadState: 'busy',
    });
    this.#holders.set(identity, agentId);
    return agentId;
  }

  setThreadState(agentId: string, state: 'busy' | 'idle'): boolean {
    const entry = this.#sessions.get(agentId);
    if (entry === undefined || entry.status !== 'active') return false;
    entry.threadState = state;
    return true;
  }

  close(agentId: string): boolean {
    const entry = this.#sessions.get(agentId);
    if (entry === undefined) return false;
    if (entry.status === 'active') this.#holders.delete(entry.identity);
    entry.status = 'closed';
    entry.threadState = 'closed';
    return true;
  }

  forget(agentId: string): boolean {
    return this.#sessions.get(agentId)?.status === 'closed' && this.#sessions.delete(agentId);
  }
}
