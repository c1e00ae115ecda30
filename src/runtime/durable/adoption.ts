import { laterOf, type SessionChange, type SessionRecord, sameRecord } from '../../domain/index.js';
import type { LockedRegistry } from '../../domain/ports/store.js';
import type { SupervisorCore } from '../supervisor.js';
import type { Expected, Pending } from './pending.js';
import { rebased } from './rebase.js';

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
   * Inserts or renews a session from the file, or removes what is not this process' any more. What
   * was changed here without being written is done again on what another process has made of it;
   * it is undone if the session is that process' now. A closed session that has left the file stays
   * known.
   *
   * @param expected what the file may say if nobody else has changed it.
   */
  adopt(
    registry: LockedRegistry,
    agentId: string,
    expected: Expected | undefined = this.pending.expected(agentId),
  ): Whereabouts {
    if (registry.ownerOf(agentId) !== undefined) {
      this.#lose(agentId);
      this.#evict(agentId);
      return 'elsewhere';
    }
    const known = this.core.supervisor.get(agentId);
    const isOutdated = this.pending.isOutdated(registry, agentId, expected);
    if (expected !== undefined && !isOutdated) return known === undefined ? 'nowhere' : 'here';
    if (known?.status === 'active' && registry.owns(agentId)) return 'here';
    const written = registry.get(agentId);
    if (written !== undefined) return this.#renew(written, known, expected);
    this.#lose(agentId);
    if (known !== undefined && known.status !== 'closed') this.#evict(agentId);
    return 'nowhere';
  }

  /** A session whose name another process holds is not live here any more. */
  yieldName(registry: LockedRegistry, agentId: string): void {
    const { supervisor } = this.core;
    const known = supervisor.get(agentId);
    if (known?.status !== 'active' || registry.holderOf(known.identity) === undefined) return;
    supervisor.markLost(agentId);
    this.pending.drop(agentId);
  }

  /** Makes a session what the file says, and does again what was changed here since. */
  #renew(
    written: SessionRecord,
    known: SessionRecord | undefined,
    expected: Expected | undefined,
  ): Whereabouts {
    const { agentId } = written;
    if (known !== undefined && sameRecord(known, written)) {
      this.pending.drop(agentId);
      return 'here';
    }
    this.#lose(agentId);
    const both = known && ofBoth(known, expected, written);
    const record = both ?? written;
    if (known !== undefined && !isReplacedBy(known, record)) this.#evict(agentId);
    this.core.supervisor.insertStale(record);
    if (both !== undefined) this.pending.mark(agentId, written);
    return 'here';
  }

  /** Its claim was given away by hand: it is live in another process, or was. */
  #lose(agentId: string): void {
    this.core.supervisor.markLost(agentId);
    this.pending.drop(agentId);
  }

  #evict(agentId: string): void {
    this.#evicting = agentId;
    this.core.evict(agentId);
    this.#evicting = undefined;
  }
}

/** What is to be written of a stale session that was changed here and by another process. */
export function ofBoth(
  known: SessionRecord,
  expected: Expected | undefined,
  written: SessionRecord,
): SessionRecord | undefined {
  const base = expected?.[0];
  if (base?.status !== 'stale' || written.status !== 'stale') return undefined;
  const both = known.status === 'active' ? written : rebased(base, known, written);
  return sameRecord(both, written) ? undefined : both;
}

/** Whether inserting a record leaves nothing of the one before: no closed one, no later time. */
function isReplacedBy(known: SessionRecord, written: SessionRecord): boolean {
  const keepsTime = laterOf(written.lastActive, known.lastActive) !== written.lastActive;
  return known.status === 'stale' && !keepsTime;
}
