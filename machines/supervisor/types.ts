import type { ActorLogic, ActorRef, Snapshot } from 'xstate';
import type { Refusal, SessionRecord, StatePair } from '../../src/domain/index.js';
import type { SessionEvent, SessionFields } from '../session/index.js';
import type { Belief, KnownSession, Occupancy } from './occupancy.js';

/** What the supervisor decides by. */
export interface SupervisorContext {
  readonly maxConcurrent: number;
  readonly occupancy: Occupancy;
}

/** What a supervisor is started with. */
export interface SupervisorInput {
  readonly maxConcurrent: number;
  /** What the registry holds at the start; none of it active. */
  readonly sessions: Iterable<KnownSession>;
}

/** What every command has. */
export interface Command {
  /** The number of the command; its outcome carries it back. */
  readonly seq: number;
}
/** A command about one session. */
export interface SessionCommand extends Command {
  readonly agentId: string;
}

/** Admit a new session; its agent id must be unknown. */
export type RegisterCommand = Command & {
  readonly type: 'session.register';
  readonly session: SessionFields;
};
/** Admit a stale session again, with `reopen` a closed one too. */
export type ResumeCommand = SessionCommand & {
  readonly type: 'session.resume';
  /** The identity to take: a new one, or the session's own. */
  readonly identity: string;
  readonly reopen: boolean;
  readonly at: string;
};
/** Bind a session to a thread; ignored while another active session is on it. */
export type BindCommand = SessionCommand & {
  readonly type: 'thread.bind';
  readonly threadId: string;
};
/** Put a record in as stale (or closed), unless its agent id is active or closed here. */
export type InsertCommand = Command & {
  readonly type: 'session.insert';
  readonly record: SessionRecord;
};

/** What the facade asks of the supervisor. Each gets exactly one outcome, in every state. */
export type SupervisorCommand =
  | RegisterCommand
  | ResumeCommand
  | BindCommand
  | InsertCommand
  | (SessionCommand & { readonly type: 'session.close' })
  | (SessionCommand & { readonly type: 'session.park' })
  | (SessionCommand & { readonly type: 'session.lost' })
  | (SessionCommand & { readonly type: 'session.forget' })
  | (SessionCommand & { readonly type: 'session.evict' })
  | (Command & { readonly type: 'supervisor.drain' });

/** The session took the event it was told, and this is how it stands now. */
export interface SessionMoved extends SessionCommand, Belief {
  readonly type: 'session.moved';
  readonly threadState: StatePair['threadState'];
}
/** The session ignored the event it was told. */
export interface SessionIgnored extends SessionCommand {
  readonly type: 'session.ignored';
}
/** The session's actor is gone: it came to its end, or it failed with an error and is stale. */
export interface SessionEnded {
  readonly type: 'session.ended';
  readonly agentId: string;
  /** What remains of the session, and all there is to believe of it. */
  readonly record: SessionRecord;
  /** The command it ended or failed in; null when it did so by itself. */
  readonly seq: number | null;
  readonly error?: { readonly cause: unknown };
}
/** What the hub answers. */
export type HubAnswer = SessionMoved | SessionIgnored | SessionEnded;

/** What the supervisor takes in: commands, and what the hub answers to its own. */
export type SupervisorEvent = SupervisorCommand | HubAnswer;

/**
 * What the hub is told. It answers `open`, `reopen` and a `tell` that has a number. A fact that
 * changes nothing the supervisor believes is told without: the hub is its only way.
 */
export type HubCommand =
  | (Command & { readonly type: 'session.open'; readonly session: SessionFields })
  | (SessionCommand & {
      readonly type: 'session.reopen';
      readonly identity: string;
      readonly at: string;
    })
  | {
      readonly type: 'session.tell';
      readonly seq: number | null;
      readonly agentId: string;
      readonly event: SessionEvent;
    }
  | { readonly type: 'session.put'; readonly record: SessionRecord }
  | { readonly type: 'session.drop'; readonly agentId: string };

/** What came of a command; all but `applied` changed nothing, but for the session that `failed`. */
export type Outcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The agent id offered for a new session is known already. */
  | { readonly kind: 'taken' }
  /** The session's actor failed while the command ran. */
  | { readonly kind: 'failed'; readonly cause: unknown };

/** The one outcome of a command. */
export interface CommandSettled extends Command {
  readonly type: 'command.settled';
  readonly outcome: Outcome;
}

/** What the hub is started with: the actor to answer. */
export interface HubInput {
  readonly supervisor: ActorRef<Snapshot<unknown>, HubAnswer>;
}
/** The hub has no state but its input; its sessions are actors and rows of a table. */
export type HubSnapshot = Snapshot<undefined> & HubInput;
/** The actor that owns the session actors; the runtime provides it. */
export type HubLogic = ActorLogic<HubSnapshot, HubCommand, HubInput>;
