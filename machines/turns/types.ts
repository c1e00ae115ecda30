/** Why a turn is interrupted; `elsewhere` is somebody who is not us. */
export type InterruptReason = 'cancelled' | 'closed' | 'timeout' | 'shutdown' | 'elsewhere';

/** The turn a session is in: it has a ticket from us, and an id once Codex accepted it. */
export interface CurrentTurn {
  readonly ticket: string;
  readonly turnId: string | null;
  /** Set once it is to be interrupted. */
  readonly reason: InterruptReason | null;
}

/** The patience of the machine, in milliseconds. */
export interface TurnsPatience {
  /** Without a word from Codex, before it is asked how the turn stands. */
  readonly silenceMs: number;
  /** After an error that Codex will not retry, before it is asked. */
  readonly errorMs: number;
  /** For the end of an interrupted turn. */
  readonly interruptMs: number;
}

export interface TurnsContext {
  /** Tickets that wait behind the current turn, oldest first. */
  readonly queue: readonly string[];
  readonly current: CurrentTurn | null;
  /** The last turn that ended: its late facts are recognised by it. */
  readonly lastEndedTurnId: string | null;
  /** Open approvals of the current turn. */
  readonly approvals: readonly string[];
  readonly patience: TurnsPatience;
}

/** How a turn ended, as whoever asked for it is told. */
export type TurnVerdict =
  | { readonly type: 'completed'; readonly turnId: string; readonly text: string }
  | { readonly type: 'failed'; readonly turnId: string | null; readonly message: string }
  | {
      readonly type: 'interrupted';
      readonly turnId: string | null;
      readonly reason: InterruptReason;
    }
  /** It could not be begun, or what carried it is gone: `cause` says why. */
  | { readonly type: 'refused'; readonly turnId: string | null; readonly cause: unknown }
  /** It was queued when its session was closed. */
  | { readonly type: 'session_closed'; readonly turnId: string | null };

/** What the people and programs that use a session ask of its turns. */
export type TurnCommand =
  | { readonly type: 'turn.submit'; readonly ticket: string }
  | {
      readonly type: 'turn.cancel';
      readonly ticket: string;
      readonly reason: InterruptReason;
    }
  | { readonly type: 'session.close' };

/** What came of an effect. */
export type EffectAnswer =
  | { readonly type: 'slot.granted' }
  | { readonly type: 'thread.opened' }
  | { readonly type: 'thread.refused'; readonly cause: unknown }
  | { readonly type: 'turn.refused'; readonly cause: unknown }
  /** Codex says the turn still runs. */
  | { readonly type: 'turn.found' }
  /** Codex knows nothing of the turn, or does not answer. */
  | { readonly type: 'turn.missed'; readonly message: string }
  | { readonly type: 'session.freed' };

/** What Codex says. Facts of another turn than the current one are ignored. */
export type TurnFact =
  | { readonly type: 'turn.started'; readonly turnId: string }
  | { readonly type: 'turn.completed'; readonly turnId: string; readonly text: string }
  | { readonly type: 'turn.failed'; readonly turnId: string; readonly message: string }
  | { readonly type: 'turn.interrupted'; readonly turnId: string }
  | { readonly type: 'turn.erred'; readonly turnId: string }
  | { readonly type: 'approval.requested'; readonly approvalId: string }
  | { readonly type: 'approval.settled'; readonly approvalId: string }
  | { readonly type: 'backend.lost'; readonly cause: unknown };

/** What the queue of turns takes in; what its state does not await is ignored by rule. */
export type TurnsEvent = TurnCommand | EffectAnswer | TurnFact;

export type TurnsEventOf<Type extends TurnsEvent['type']> = Extract<
  TurnsEvent,
  { readonly type: Type }
>;

/** What the machine wants done. Whoever runs it does it, and sends back what came of it. */
export type TurnsEffect =
  /** Ask for a place among the turns that run at once; answered by `slot.granted`. */
  | { readonly type: 'slot.request' }
  | { readonly type: 'slot.release' }
  /** Answered by `thread.opened` or `thread.refused`. */
  | { readonly type: 'thread.open'; readonly ticket: string }
  /** Answered by `turn.started` or `turn.refused`. */
  | { readonly type: 'turn.start'; readonly ticket: string }
  | { readonly type: 'turn.interrupt' }
  /** Answered by `turn.found`, `turn.missed`, or the end of the turn. Null: it has no id yet. */
  | { readonly type: 'turn.check'; readonly turnId: string | null }
  | {
      readonly type: 'turn.settle';
      readonly ticket: string;
      readonly verdict: TurnVerdict;
      /** False: it was still in the queue, and the session is no less busy for its end. */
      readonly wasCurrent: boolean;
    }
  /** Give back all that Codex holds of the session; answered by `session.freed`. */
  | { readonly type: 'session.free' };
