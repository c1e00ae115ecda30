import { refusals, type SessionRecord } from '../domain/index.js';
import type { DurableSessions } from '../runtime/index.js';
import type { Address, Outcome } from './api.js';
import { refusal, refused, threadNotFound } from './refusals.js';
import type { Roster } from './roster.js';

/** Finds sessions by what their callers know of them. */
export class Finder {
  readonly #sessions: DurableSessions;
  readonly #roster: Roster;

  constructor(sessions: DurableSessions, roster: Roster) {
    this.#sessions = sessions;
    this.#roster = roster;
  }

  /**
   * The one session of an address: by identity the active holder, else the only stale one.
   *
   * @returns `session_not_found`, `thread_not_found`; `invalid_session_params` when several stale
   *   sessions have the identity.
   */
  async find(address: Address): Promise<Outcome<SessionRecord>> {
    if ('identity' in address) return this.#byIdentity(address.identity);
    const record = await this.locate(address);
    if (record !== undefined) return { ok: true, value: record };
    if ('threadId' in address) return refused(threadNotFound(address.threadId));
    return refused(unknown(`agent id '${address.agentId}'`, { agentId: address.agentId }));
  }

  /** Here, or in the file as it is now. */
  async locate(
    address: { readonly agentId: string } | { readonly threadId: string },
  ): Promise<SessionRecord | undefined> {
    const { supervisor } = this.#sessions;
    const agentId =
      'agentId' in address ? address.agentId : supervisor.findByThreadId(address.threadId);
    // what is at work here is known best here, and costs no look at the disk
    const atWork = agentId !== undefined && this.#roster.get(agentId) !== undefined;
    return atWork ? supervisor.get(agentId) : this.#sessions.locate(address);
  }

  /** Why a session that was found cannot be touched: another process has it. */
  async elsewhere(agentId: string): Promise<Outcome<never>> {
    const foreign = await this.#sessions.foreign();
    const owner = foreign.find(({ record }) => record.agentId === agentId)?.owner;
    if (owner === undefined) return refused(unknown(`agent id '${agentId}'`, { agentId }));
    return refused(refusals.sessionActive(agentId, owner));
  }

  async #byIdentity(identity: string): Promise<Outcome<SessionRecord>> {
    const { supervisor } = this.#sessions;
    const holder = supervisor.findByIdentity(identity);
    const active = holder === undefined ? undefined : supervisor.get(holder);
    if (active !== undefined) return { ok: true, value: active };
    const stale = supervisor.list({ identity, status: 'stale' });
    const [only, another] = stale;
    if (another !== undefined) {
      const ids = stale.map(({ agentId }) => agentId).join(', ');
      const message = `${stale.length} stale sessions are named '${identity}': ${ids}; name one by agent_id`;
      return refused(refusal('invalid_session_params', message, { identity }));
    }
    const found = only ?? (await this.#sessions.locate({ identity }));
    if (found !== undefined) return { ok: true, value: found };
    return refused(unknown(`identity '${identity}'`, { identity }));
  }
}

function unknown(what: string, facts: { agentId?: string; identity?: string }) {
  const message = `no session with ${what} is known; agent_sessions lists those that are`;
  return refusal('session_not_found', message, facts);
}
