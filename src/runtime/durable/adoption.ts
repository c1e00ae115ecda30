import { laterOf, type SessionChange, type SessionRecord, sameRecord } from '../../domain/index.js';
import type { LockedRegistry } from '../../domain/ports/store.js';
import type { SupervisorCore } from '../supervisor.js';
import type { Pending } from './pending.js';

/** Where a session is, once the file was looked at. */
export type Whereabouts =
  /** Live in another process. */
  | 'elsewhere'
  /** Known here, and up to date. */
  | 'here'
  /** Not in the file, and not active here. */
  | 'nowhere';

/** Brings what this process knows of a session in line with the file. */
export class Adoption {
  #evicting: string | undefined;

  constructor(
    private readonly core: SupervisorCore,
    private readonly pending: Pending,
  ) {}

  /** Whether a change only follows what the file says already. */
  follows(change: Exclude<SessionChange, { type: 'refused' }>): boolean {
    const { type, record } = change;
    return type === 'inserted' || (type === 'forgotten' && record.agentId === this.#evicting);
  }

  /**
   * Inserts or renews a session from the file, or removes what is not this process' any more; what
   * was changed here without being written is undone if another process has changed it as well. A
   * closed session that has left the file stays known.
   */
  adopt(registry: LockedRegistry, agentId: string): Whereabouts {
    const { supervisor } = this.core;
    if (registry.ownerOf(agentId) !== undefined) {
      supervisor.markLost(agentId);
      this.#evict(agentId);
      return 'elsewhere';
    }
    const known = supervisor.get(agentId);
    const isOurs = this.pending.has(agentId) && !this.pending.isOutdated(registry, agentId);
    if (isOurs) return known === undefined ? 'nowhere' : 'here';
    if (known?.status === 'active') return 'here';
    const written = registry.get(agentId);
    if (written === undefined) {
      if (known?.status === 'stale') this.#evict(agentId);
      return 'nowhere';
    }
    if (known !== undefined && sameRecord(known, written)) {
      this.pending.drop(agentId);
      return 'here';
    }
    if (known !== undefined && !isReplacedBy(known, written)) this.#evict(agentId);
    supervisor.insertStale(written);
    return 'here';
  }

  #evict(agentId: string): void {
    this.#evicting = agentId;
    this.core.evict(agentId);
    this.#evicting = undefined;
    this.pending.drop(agentId);
  }
}

/** Whether inserting a record leaves nothing of the one before: no closed one, no later time. */
function isReplacedBy(known: SessionRecord, written: SessionRecord): boolean {
  const keepsTime = laterOf(written.lastActive, known.lastActive) !== written.lastActive;
  return known.status === 'stale' && !keepsTime;
}
