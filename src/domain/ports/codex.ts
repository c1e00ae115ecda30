/**
 * The port to Codex: what a supervisor's owner may ask of one backend process, and the facts that
 * come back. Types only; `src/codex` implements it over `codex app-server`.
 */

import type { JsonObject } from '../json.js';

/** What a command may touch while Codex runs it. */
export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access';

/** When Codex asks before it runs something. */
export type ApprovalPolicy = 'untrusted' | 'on-request' | 'never';

/** The settings of a thread. Whatever is absent comes from Codex' own configuration. */
export interface ThreadSettings {
  readonly cwd?: string;
  readonly model?: string;
  readonly sandbox?: SandboxMode;
  readonly approvalPolicy?: ApprovalPolicy;
  readonly baseInstructions?: string;
  readonly developerInstructions?: string;
  readonly config?: JsonObject;
}

/** Where a fact belongs: the thread, and the turn within it. */
export interface TurnAddress {
  readonly threadId: string;
  readonly turnId: string;
}

/** Codex accepted a turn. May arrive twice for one turn; the second one says nothing new. */
export interface TurnStarted extends TurnAddress {
  readonly type: 'turn.started';
}

/** A turn ended by itself; `lastMessage` is its final agent message, or '' when it had none. */
export interface TurnCompleted extends TurnAddress {
  readonly type: 'turn.completed';
  readonly lastMessage: string;
}

/** A turn ended in an error; `message` is Codex' sentence about it. */
export interface TurnFailed extends TurnAddress {
  readonly type: 'turn.failed';
  readonly message: string;
}

/** A turn was interrupted before its end. */
export interface TurnInterrupted extends TurnAddress {
  readonly type: 'turn.interrupted';
}

/** A piece of an agent message, as it is written. */
export interface MessageDelta extends TurnAddress {
  readonly type: 'message.delta';
  readonly text: string;
}

/** A whole agent message. A message cut off by an interrupt or a crash never gets here. */
export interface MessageCompleted extends TurnAddress {
  readonly type: 'message.completed';
  readonly text: string;
}

/** A fact about the life of a turn: the words the session machine knows. */
export type CodexTurnFact = TurnStarted | TurnCompleted | TurnFailed | TurnInterrupted;

/** Everything a backend reports while it lives, in the order Codex wrote it. */
export type CodexFact = CodexTurnFact | MessageDelta | MessageCompleted;

/** How a backend process ended. Exactly one of `exitCode` and `signal` is set. */
export interface BackendExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines it wrote to standard error, oldest first. */
  readonly stderrTail: readonly string[];
}

/**
 * One running Codex process. Every request is answered once: by its result, or by a typed error
 * when Codex refuses it, does not answer in time, or is gone.
 */
export interface CodexBackend {
  readonly pid: number;
  /** Resolves when the process is gone and its last fact has been reported; never rejects. */
  readonly exited: Promise<BackendExit>;
  /** Starts a thread and gives its id. */
  startThread(settings?: ThreadSettings): Promise<string>;
  /** Loads a thread of an earlier process, history included. Settings must be given again. */
  resumeThread(threadId: string, settings?: ThreadSettings): Promise<void>;
  /** Starts a turn with a prompt and gives its id; how it ends arrives as a fact. */
  startTurn(threadId: string, prompt: string): Promise<string>;
  /** Interrupts whatever turn runs on the thread; does nothing when none does. */
  interruptTurn(threadId: string): Promise<void>;
  /** Ends the process, gently first. Idempotent. */
  stop(): Promise<BackendExit>;
}
