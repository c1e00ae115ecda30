import type { JsonObject } from '../../domain/index.js';
import type { Notified } from '../../domain/ports/codex.js';

/** The `msg` of a `codex/event` notification. */
export type OldMessage = JsonObject & { readonly type: string };

/** The params of a `codex/event` notification, as `codex mcp-server` 0.153.4 sent them. */
export interface OldEvent {
  readonly [key: string]: unknown;
  readonly _meta: { readonly requestId: string | number; readonly threadId: string };
  readonly msg: OldMessage;
  /** The turn, or '' for what belongs to none. */
  readonly id: string;
}

/** What of a turn is told again in later messages. */
export interface Memory {
  /** The last agent message that no tool followed. */
  lastMessage: string | null;
  contextWindow: number | null;
}

/** Says a notification of app-server in old messages; none where there is no old word for it. */
export type Say = (notice: Notified, memory: Memory) => readonly OldMessage[];
