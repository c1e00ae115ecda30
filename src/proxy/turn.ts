import type { InterruptReason } from '../../machines/index.js';
import type { Owner, Refusal, SessionRecord } from '../domain/index.js';
import type { ApprovalKind, FileChange, Notified, OpenThread } from '../domain/ports/codex.js';

/** The words for where a turn is; `idle` is a session without one. */
export type TurnState =
  | 'idle'
  /** Behind other turns of its session, or waiting for its place among the turns running at once. */
  | 'queued'
  /** Codex is started, or the thread is opened. */
  | 'opening'
  | 'running'
  | 'awaiting_approval'
  | 'interrupting'
  | 'closing';

/** An approval that waits for its answer. */
export interface OpenApproval {
  /** Short, unique while this process lives. */
  readonly approvalId: string;
  readonly agentId: string;
  readonly threadId: string;
  readonly turnId: string | null;
  readonly itemId: string | null;
  readonly kind: ApprovalKind;
  /** One sentence for people: what is asked. */
  readonly question: string;
  readonly changes: readonly FileChange[];
  /** Everything Codex sent. */
  readonly params: Notified['params'];
  /** When it is answered by the default: milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What a turn is doing. */
export interface TurnProgress {
  readonly state: TurnState;
  /** What Codex does, in a few words for people; '' where the state says it all. */
  readonly activity: string;
  /** Since the turn was asked for, in milliseconds. */
  readonly elapsedMs: number;
  /** How many turns go before it. */
  readonly before: number;
}

/** Hears of one turn, in order, from its beginning. What a listener throws is reported, not felt. */
export interface TurnWatcher {
  /** The thread is open; told before anything of the turn. */
  readonly opened?: (thread: OpenThread) => void;
  /** A notification of Codex for this turn, as it was written. */
  readonly notified?: (notice: Notified) => void;
  /** State or activity changed. */
  readonly progressed?: (progress: TurnProgress) => void;
  /** An approval is open. */
  readonly asked?: (approval: OpenApproval) => void;
  /** It was answered by somebody, or is not wanted any more. */
  readonly settled?: (approvalId: string) => void;
}

/** How a turn ended. */
export type TurnEnd =
  | { readonly type: 'completed'; readonly turnId: string; readonly text: string }
  /** In an error of the model or of Codex; `message` is Codex' sentence. */
  | { readonly type: 'failed'; readonly turnId: string | null; readonly message: string }
  | {
      readonly type: 'interrupted';
      readonly turnId: string | null;
      readonly reason: InterruptReason;
      /** What the agent had said so far. */
      readonly text: string;
    }
  /** It never began, or what carried it is gone. */
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** One prompt and the work that follows it. It outlives the call that asked for it. */
export interface Turn {
  /** Ours, unique while this process lives; Codex' id comes later. */
  readonly ticket: string;
  readonly agentId: string;
  readonly identity: string;
  /** Null until the thread is open, and again when nothing is left of the session. */
  readonly threadId: string | null;
  /** A stale session of the same identity that could have been resumed instead. */
  readonly predecessor: SessionRecord | null;
  readonly progress: TurnProgress;
  /** Resolves with the thread's id, or with null if the turn ends before there is one. */
  readonly opened: Promise<string | null>;
  /** Never rejects. */
  readonly ended: Promise<TurnEnd>;
  /** Open approvals of this turn, oldest first. */
  readonly approvals: readonly OpenApproval[];
  /** Tells a watcher what happens from now on; open approvals are told at once. */
  watch(watcher: TurnWatcher): () => void;
  /** Interrupts it, or takes it out of the queue; nothing if it has ended. */
  cancel(): void;
}

/** The words for what stood in the way, beside those of the supervisor. */
export type ServiceRefusalCode =
  | Refusal['code']
  /** The thread is not on Codex' disk. */
  | 'thread_not_found'
  /** Codex refused the request; the message has its sentence. */
  | 'codex_refused'
  /** Codex could not be started, or died. */
  | 'child_process_dead'
  | 'request_timeout'
  | 'session_failed'
  | 'invalid_session_params'
  | 'agent_file_not_found'
  | 'approval_not_found'
  /** The registry cannot be read or written. */
  | 'store_failed';

/** An expected refusal: a stable code, a sentence that says what to do, and the facts. */
export interface ServiceRefusal {
  readonly code: ServiceRefusalCode;
  readonly message: string;
  readonly agentId?: string;
  readonly threadId?: string;
  readonly identity?: string;
  readonly max?: number;
  readonly owner?: Owner;
  /** How Codex ended: only with `child_process_dead`. */
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly stderr?: readonly string[];
}
