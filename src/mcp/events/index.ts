import type { Notified, OpenThread } from '../../domain/ports/codex.js';
import type { OpenApproval } from '../../proxy/api.js';
import { approvalMessages } from './approvals.js';
import { DELTA_MESSAGES } from './deltas.js';
import { Holding } from './holding.js';
import { itemCompleted, itemStarted } from './items.js';
import type { Memory, OldEvent, OldMessage, Say } from './old-event.js';
import { sessionConfigured } from './session.js';
import { Startup } from './startup.js';
import { TURN_MESSAGES } from './turns.js';

export type { OldEvent, OldMessage } from './old-event.js';

/** Says what app-server tells of one call in the events of the old server. */
export interface OldEvents {
  /** The call's thread is open, and the old server would have told its configuration. */
  opened(thread: OpenThread): OldEvent[];
  notified(notice: Notified): OldEvent[];
  asked(approval: OpenApproval): OldEvent[];
}

export interface OldEventsOptions {
  /** The JSON-RPC id of the tool call. */
  readonly requestId: string | number;
  readonly threadId: string;
}

const MESSAGES: Readonly<Record<string, Say>> = {
  ...TURN_MESSAGES,
  ...DELTA_MESSAGES,
  'item/started': itemStarted,
  'item/completed': itemCompleted,
};

export function createOldEvents(options: OldEventsOptions): OldEvents {
  return new OldEventTeller(options);
}

class OldEventTeller implements OldEvents {
  readonly #options: OldEventsOptions;
  readonly #memory: Memory = { lastMessage: null, contextWindow: null };
  readonly #startup = new Startup();
  readonly #holding = new Holding();

  constructor(options: OldEventsOptions) {
    this.#options = options;
  }

  opened(thread: OpenThread): OldEvent[] {
    this.#startup.begin();
    return this.#events('', [sessionConfigured(thread)]);
  }

  notified(notice: Notified): OldEvent[] {
    if (notice.method === 'mcpServer/startupStatus/updated') {
      return this.#events('', this.#startup.updated(notice.params));
    }
    return this.#told(this.#holding.pass(notice));
  }

  asked(approval: OpenApproval): OldEvent[] {
    const before = this.#told(this.#holding.asked(approval.itemId));
    return [...before, ...this.#events(approval.turnId ?? '', approvalMessages(approval))];
  }

  #told(notices: readonly Notified[]): OldEvent[] {
    return notices.flatMap((notice) => {
      const say = Object.hasOwn(MESSAGES, notice.method) ? MESSAGES[notice.method] : undefined;
      const messages = say?.(notice, this.#memory) ?? [];
      if (messages.length === 0) return [];
      const settled = this.#events('', this.#startup.settle());
      return [...settled, ...this.#events(notice.turnId ?? '', messages)];
    });
  }

  #events(id: string, messages: readonly OldMessage[]): OldEvent[] {
    const { requestId, threadId } = this.#options;
    return messages.map((msg) => ({ _meta: { requestId, threadId }, msg, id }));
  }
}
