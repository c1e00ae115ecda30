/**
 * The port to Codex: what a supervisor's owner may ask of one backend process, and the facts that
 * come back. Types only; `src/codex` implements it over `codex app-server`.
 */

import type { Json, JsonObject } from '../json.js';
import type { ApprovalDecision, ApprovalRequested, ApprovalResolved } from './approvals.js';

export type * from './approvals.js';

/** What a command may touch while Codex runs it. */
export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access';

/** When Codex asks before it runs something. */
export type ApprovalPolicy = 'untrusted' | 'on-request' | 'never';

/** The settings of a thread. Whatever is absent comes from Codex' own configuration. */
export interface ThreadSettings {
  /** Where its commands run, and which project configuration holds: an absolute path. */
  readonly cwd?: string;
  readonly model?: string;
  readonly sandbox?: SandboxMode;
  readonly approvalPolicy?: ApprovalPolicy;
  /** Replaces Codex' own system prompt. */
  readonly baseInstructions?: string;
  /** Goes after Codex' own system prompt. */
  readonly developerInstructions?: string;
  /** Overrides of Codex' configuration, as in `config.toml`. */
  readonly config?: JsonObject;
}

/** A sandbox in full, as Codex tells and takes it: `{ type: 'readOnly', networkAccess: false }`. */
export type SandboxPolicy = JsonObject & { readonly type: string };

/** Settings sent with a turn: they hold from this turn on, also where a resume ignores its own. */
export interface TurnSettings {
  /** An absolute path. */
  readonly cwd?: string;
  readonly model?: string;
  /** How long the model thinks: one of the words that it knows. */
  readonly effort?: string;
  /** One of the words, or Codex' granular object as it was told. */
  readonly approvalPolicy?: Json;
  readonly sandboxPolicy?: SandboxPolicy;
}

/** A thread this process has loaded, with the settings that hold for it. */
export interface OpenThread {
  readonly threadId: string;
  readonly sessionId: string;
  /** The file Codex keeps it in; null for one that is not kept. */
  readonly path: string | null;
  readonly cwd: string;
  readonly model: string;
  readonly modelProvider: string;
  /** How long the model thinks; null: as is usual for it. */
  readonly effort: string | null;
  /** One of the words of ApprovalPolicy, or Codex' granular object. */
  readonly approvalPolicy: Json;
  readonly sandboxPolicy: SandboxPolicy;
}

/** One turn of a thread's history. */
export interface TurnSummary {
  readonly turnId: string;
  readonly status: 'completed' | 'failed' | 'interrupted' | 'running';
  /** Its final agent message; '' when it had none. */
  readonly lastMessage: string;
  /** Codex' sentence about a failure. */
  readonly error: string | null;
}

/** What Codex' configuration says where nobody says otherwise. */
export interface CodexConfiguration {
  readonly model: string | null;
  readonly sandbox: SandboxMode | null;
  /** One of the words of ApprovalPolicy, Codex' granular object, or null. */
  readonly approvalPolicy: Json;
  /** Whether a permission profile is chosen: it goes before `sandbox`, and may be anything. */
  readonly hasPermissionProfile: boolean;
  /** The folders the user has an entry of `projects` for. */
  readonly projects: readonly string[];
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

/** What a turn is doing now, in a few words for people: `running npm test`. */
export interface ActivityChanged extends TurnAddress {
  readonly type: 'activity.changed';
  readonly activity: string;
}

/** Something went wrong in a turn. Codex tries again if it says so; else the end should follow. */
export interface TurnErred extends TurnAddress {
  readonly type: 'turn.erred';
  readonly message: string;
  /** True: Codex goes on by itself. */
  readonly willRetry: boolean;
}

/** A notification as Codex wrote it, told before the facts that it means. */
export interface Notified {
  readonly type: 'notified';
  readonly threadId: string;
  readonly turnId: string | null;
  readonly method: string;
  readonly params: JsonObject;
}

/** A fact about the life of a turn: the words the session machine knows. */
export type CodexTurnFact = TurnStarted | TurnCompleted | TurnFailed | TurnInterrupted;

/** Everything a backend reports while it lives, in the order Codex wrote it. */
export type CodexFact =
  | CodexTurnFact
  | MessageDelta
  | MessageCompleted
  | ActivityChanged
  | TurnErred
  | ApprovalRequested
  | ApprovalResolved
  | Notified;

/** How a backend process ended. Exactly one of `exitCode` and `signal` is set. */
export interface BackendExit {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** Such as `SIGKILL`; null when it ended by itself. */
  readonly signal: string | null;
  /** The last lines it wrote to standard error, oldest first. */
  readonly stderrTail: readonly string[];
}

/**
 * One running Codex process. Every request is answered once: by its result, or by a typed error
 * when Codex refuses it (RequestRefusedError), does not answer in time (RequestTimeoutError), or is
 * gone (BackendExitedError).
 */
export interface CodexBackend {
  readonly pid: number;
  /** The version it names itself by, such as `0.169.0`; null if it does not. */
  readonly version: string | null;
  /** Resolves when the process is gone and its last fact has been reported; never rejects. */
  readonly exited: Promise<BackendExit>;
  /** Starts a thread. */
  startThread(settings?: ThreadSettings): Promise<OpenThread>;
  /**
   * Loads a thread of an earlier process, history included. Settings must be given again; they are
   * ignored when this process has the thread loaded already.
   */
  resumeThread(threadId: string, settings?: ThreadSettings): Promise<OpenThread>;
  /** Starts a new thread with the history of another one. */
  forkThread(threadId: string, settings?: ThreadSettings): Promise<OpenThread>;
  /** Starts a turn with a prompt and gives its id; how it ends arrives as a fact. */
  startTurn(threadId: string, prompt: string, settings?: TurnSettings): Promise<string>;
  /** Interrupts whatever turn runs on the thread; does nothing when none does. */
  interruptTurn(threadId: string): Promise<void>;
  /** The newest turns of a thread, newest first, whether it is loaded or not. */
  listTurns(threadId: string, limit: number): Promise<readonly TurnSummary[]>;
  /** Whether a turn runs on the thread, as Codex sees it; false also if it is not loaded. */
  isThreadActive(threadId: string): Promise<boolean>;
  /** Ends what commands of the thread still run in the background. */
  cleanTerminals(threadId: string): Promise<void>;
  /** Tells nothing more of the thread; its writer lock stays. */
  unsubscribeThread(threadId: string): Promise<void>;
  /** Unloads a thread and puts it away; frees its writer lock. */
  archiveThread(threadId: string): Promise<void>;
  /** Takes a thread out of the archive again, so that it can be resumed. */
  unarchiveThread(threadId: string): Promise<void>;
  /** What Codex' configuration says, as seen from a folder. */
  readConfiguration(cwd?: string): Promise<CodexConfiguration>;
  /** Answers a request of Codex. False if it was answered before, or withdrawn. */
  answer(requestId: string, decision: ApprovalDecision): boolean;
  /** Ends the process, gently first. Idempotent. */
  stop(): Promise<BackendExit>;
}
