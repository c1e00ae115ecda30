/**
 * What we use of the protocol of `codex app-server` (0.169.0), trimmed: fields we write or read,
 * no others. A test compares it with the types the installed Codex generates of itself.
 */

import type { JsonObject } from '../../domain/json.js';

/** The id of a request of the server; it counts in the same numbers as ours. */
export type RequestId = string | number;

export interface Thread {
  readonly id: string;
  readonly sessionId: string;
  readonly path: string | null;
  readonly status: { readonly type: ThreadStatus };
}

export type ThreadStatus = 'notLoaded' | 'idle' | 'systemError' | 'active';

export interface Turn {
  readonly id: string;
  readonly status: TurnStatus;
  readonly items: readonly ThreadItem[];
  readonly error: TurnError | null;
}

export type TurnStatus = 'completed' | 'interrupted' | 'failed' | 'inProgress';

export interface TurnError {
  readonly message: string;
}

/** What every item has; the rest depends on its type. */
export interface ThreadItem {
  readonly type: string;
}

/** The items we look into, by type. */
export interface ThreadItems {
  readonly agentMessage: { readonly id: string; readonly text: string };
  readonly commandExecution: { readonly id: string; readonly command: string };
  readonly fileChange: { readonly id: string; readonly changes: readonly FileUpdate[] };
  readonly mcpToolCall: { readonly id: string; readonly server: string; readonly tool: string };
  readonly dynamicToolCall: { readonly id: string; readonly tool: string };
}

/** The items we know by their type only. */
export type OtherItemType =
  | 'reasoning'
  | 'plan'
  | 'collabAgentToolCall'
  | 'webSearch'
  | 'imageView'
  | 'imageGeneration'
  | 'sleep'
  | 'functionCallOutput'
  | 'enteredReviewMode'
  | 'contextCompaction';

export type ItemType = keyof ThreadItems | OtherItemType;

export interface FileUpdate {
  readonly path: string;
  readonly kind: { readonly type: 'add' | 'delete' | 'update' };
  readonly diff: string;
}

export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access';

/** One of four kinds, passed on as it is. */
export interface SandboxPolicy {
  readonly type: 'dangerFullAccess' | 'readOnly' | 'externalSandbox' | 'workspaceWrite';
}

/** A question about the tools of an MCP server, or of the server itself. */
export interface Elicitation {
  readonly threadId: string;
  readonly turnId: string | null;
  readonly serverName: string;
  /** Absent where it does not ask for an answer in words. */
  readonly message?: string;
}

/** An answer of a user to a question of the agent. */
export interface UserAnswer {
  readonly answers: string[];
}

/** What a permissions request asks for, and what may be given of it. */
export interface PermissionProfile {
  readonly network: JsonObject | null;
  readonly fileSystem: JsonObject | null;
}
