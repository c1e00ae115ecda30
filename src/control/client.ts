import type { SessionChange } from '../domain/index.js';
import { isApprovalOutcome, isOpenApprovals } from './approval-shapes.js';
import type { ApprovalAnswer, ApprovalOutcome, ControlApproval } from './approvals.js';
import { Conversation } from './conversation.js';
import { ControlError } from './errors.js';
import { isPicture, isShown } from './observation-shapes.js';
import type { ControlPicture, News, SessionStory } from './observations.js';
import type { ControlListing } from './protocol.js';
import { type Hello, isClosed, isListing } from './shapes.js';
import { canBeSocket } from './socket-path.js';
import { begin } from './watch.js';

/** How long each answer may take unless told, in milliseconds. */
export const CONTROL_TIMEOUT_MS = 10_000;

export interface ControlClientOptions {
  /** How long connecting and each answer may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined;
}

export interface ControlWatch extends ControlListing {
  /** The listener hears nothing from now on. */
  unwatch(): void;
}

/** What is observed, as it was when the observation began. */
export interface ControlObservation extends ControlPicture {
  /** The listener hears nothing from now on. */
  unobserve(): void;
}

/**
 * A connection to a process that serves sessions. It keeps this process running until it ends.
 *
 * Every request is answered once or fails once, with a ControlError: `refused` by the other process
 * (`refusal.code` `not_ready`: its sessions are not open yet), `timeout`, `ended`, `protocol`.
 */
export interface ControlClient {
  readonly hello: Hello;
  /**
   * Resolves when the connection is over and its last word was heard: with the reason, or with
   * null after `end`. Never rejects.
   */
  readonly ended: Promise<ControlError | null>;
  list(): Promise<ControlListing>;
  /**
   * Tells the sessions as they are, and then every change to them: the first one after the promise
   * has resolved, none missing and none twice. A change's `error` is an object with a `message`. A
   * listener that throws is reported once as a process warning.
   */
  watch(listener: (change: SessionChange) => void): Promise<ControlWatch>;
  /**
   * Tells what the sessions do, and then what happens, as `watch` tells changes; news of a type that
   * is not known here is not told. Refused `not_supported` where it cannot be told.
   */
  observe(listener: (news: News) => void): Promise<ControlObservation>;
  /** All there is to tell of a session; null if it is not known. Refused as `observe` is. */
  show(agentId: string): Promise<SessionStory | null>;
  /** Closes a session, as its own process would. False if that knows no such session. */
  close(agentId: string): Promise<boolean>;
  /** The approvals that are open, oldest first; refused `not_supported` where there are none ever. */
  approvals(): Promise<readonly ControlApproval[]>;
  /**
   * Answers an open approval; the first answer counts. Refused `not_supported` as `approvals` is,
   * and `failed` where the answer does not fit, as a rule that is not proposed.
   */
  approve(answer: ApprovalAnswer): Promise<ApprovalOutcome>;
  /** Ends the connection; what is not answered yet fails. Idempotent. */
  end(): void;
}

/**
 * Connects to the control socket of a process, which proves that it lives.
 *
 * @param path as its server and its claims tell it.
 * @throws ControlError `unreachable` when nobody listens there; `timeout`; `ended`; `protocol` when
 *   whoever listens speaks another protocol, or another version of this one.
 */
export async function connectControl(
  path: string,
  { timeoutMs = CONTROL_TIMEOUT_MS }: ControlClientOptions = {},
): Promise<ControlClient> {
  if (!canBeSocket(path)) {
    throw new ControlError('unreachable', `nobody can listen at '${path}'; it is no socket's path`);
  }
  const conversation = new Conversation(path, timeoutMs);
  try {
    const hello = await conversation.hello;
    return clientOf(conversation, hello);
  } catch (reason) {
    conversation.end();
    throw reason;
  }
}

function clientOf(conversation: Conversation, hello: Hello): ControlClient {
  return {
    hello,
    ended: conversation.ended,
    list: () => conversation.request('list', {}, isListing),
    async watch(listener) {
      const words = { begin: 'watch', end: 'unwatch', isGood: isListing } as const;
      const { first, stop } = await begin(conversation, words, conversation.watches, listener);
      return { ...first, unwatch: stop };
    },
    async observe(listener) {
      const words = { begin: 'observe', end: 'unobserve', isGood: isPicture } as const;
      const { first, stop } = await begin(conversation, words, conversation.observations, listener);
      return { ...first, unobserve: stop };
    },
    async show(agentId) {
      return (await conversation.request('show', { agentId }, isShown)).story;
    },
    async close(agentId) {
      return (await conversation.request('close', { agentId }, isClosed)).closed;
    },
    async approvals() {
      return (await conversation.request('approvals', {}, isOpenApprovals)).approvals;
    },
    approve: (answer) => conversation.request('approve', { ...answer }, isApprovalOutcome),
    end: () => conversation.end(),
  };
}
