import type { SessionRecord } from '../domain/index.js';
import type { AgentResult, TurnEnd } from './api.js';
import type { BackendHost } from './backend-host.js';
import { refusalOf } from './refusals.js';

type Last = AgentResult['last'];

/** How much is kept in memory; the rest is read from Codex' own history. */
const KEPT_RESULTS = 200;
const KEPT_LENGTH = 256_000;

/** How far back Codex' history is read for a turn that ended. */
const HISTORY = 5;

/** The last result of each session: the newest in memory, all others in Codex' history. */
export class Results {
  readonly #kept = new Map<string, Last>();

  keep(agentId: string, end: TurnEnd, turnId: string | null): void {
    this.#kept.delete(agentId);
    if (end.type === 'refused') return;
    const text = end.type === 'failed' ? end.message : end.text;
    if (text.length > KEPT_LENGTH) return;
    this.#kept.set(agentId, { turnId, status: end.type, text });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_RESULTS && oldest !== undefined) this.#kept.delete(oldest);
  }

  /**
   * @param isBusy a turn runs: Codex may have nothing to read of its thread yet.
   * @throws what the backend throws when the history has to be read, and cannot be.
   */
  async last(
    { agentId, threadId }: SessionRecord,
    isBusy: boolean,
    host: BackendHost,
  ): Promise<Last> {
    const kept = this.#kept.get(agentId);
    if (kept !== undefined || threadId === null || isBusy) return kept ?? null;
    try {
      const backend = await host.need();
      const turns = await backend.listTurns(threadId, HISTORY);
      const ended = turns.find(({ status }) => status !== 'running');
      if (ended === undefined) return null;
      const { turnId, status, lastMessage, error } = ended;
      const text = status === 'failed' ? (error ?? lastMessage) : lastMessage;
      return { turnId, status: status as Exclude<typeof status, 'running'>, text };
    } catch (error) {
      if (refusalOf(error).code === 'thread_not_found') return null;
      throw error;
    }
  }
}
