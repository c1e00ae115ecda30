import type { CodexFact, Notified, TurnAddress } from '../domain/ports/codex.js';
import { activityOf } from './activity.js';
import type { ItemNotice, ServerNotifications } from './protocol/notifications.js';
import { lastMessageOf, messageText, outcomeOf, typeOf } from './turns.js';
import { fieldOf, isTrue, nameOf, objectOf, textOf, type Unread, unread } from './unread.js';

type Meaning<Params> = (params: Unread<Params>) => readonly CodexFact[];

/** What the notifications mean that are about a turn. */
const MEANINGS = {
  'turn/started': startOf,
  'turn/completed': endOf,
  'item/agentMessage/delta': deltaOf,
  'item/started': itemStartOf,
  'item/completed': itemEndOf,
  error: faultOf,
} satisfies { [Method in keyof ServerNotifications]?: Meaning<ServerNotifications[Method]> };

/**
 * Tells what a notification of `codex app-server` (0.169.0) means for a turn, in order.
 *
 * @returns no fact when it says nothing about a turn, or is not shaped as expected: Codex adds
 *   kinds with every version.
 */
export function factsOf(method: string, params: unknown): readonly CodexFact[] {
  return isMeaningful(method) ? MEANINGS[method](unread(params)) : [];
}

function isMeaningful(method: string): method is keyof typeof MEANINGS {
  return Object.hasOwn(MEANINGS, method);
}

/** Where a notification may say what it belongs to. */
interface Belonging {
  readonly threadId?: string;
  readonly thread?: { readonly id: string };
  readonly turnId?: string;
  readonly turn?: { readonly id: string };
}

/** Takes a notification as it is; undefined if it belongs to no thread. */
export function noticeOf(method: string, params: unknown): Notified | undefined {
  const fields = objectOf(params);
  const belonging: Unread<Belonging> = unread(params);
  const threadId =
    nameOf(fieldOf(belonging, 'threadId')) ?? nameOf(fieldOf(fieldOf(belonging, 'thread'), 'id'));
  const turnId =
    nameOf(fieldOf(belonging, 'turnId')) ?? nameOf(fieldOf(fieldOf(belonging, 'turn'), 'id'));
  if (fields === undefined || threadId === undefined) return undefined;
  return { type: 'notified', threadId, turnId: turnId ?? null, method, params: fields };
}

/** Reads where an item belongs; undefined when it does not say. */
export function itemAddressOf(params: Unread<ItemNotice>): TurnAddress | undefined {
  return addressOf(fieldOf(params, 'threadId'), fieldOf(params, 'turnId'));
}

function startOf(params: Unread<ServerNotifications['turn/started']>): readonly CodexFact[] {
  const address = addressOf(fieldOf(params, 'threadId'), fieldOf(fieldOf(params, 'turn'), 'id'));
  return address === undefined ? [] : [{ type: 'turn.started', ...address }];
}

/** `turn/completed` is the one end of a turn, whatever its outcome: the status tells which. */
function endOf(params: Unread<ServerNotifications['turn/completed']>): readonly CodexFact[] {
  const turn = fieldOf(params, 'turn');
  const address = addressOf(fieldOf(params, 'threadId'), fieldOf(turn, 'id'));
  if (address === undefined) return [];
  const { status, error } = outcomeOf(turn);
  if (status === 'interrupted') return [{ type: 'turn.interrupted', ...address }];
  if (status === 'completed') {
    return [{ type: 'turn.completed', ...address, lastMessage: lastMessageOf(turn) }];
  }
  // running, too: what was told as completed is over, whatever it says of itself
  return [{ type: 'turn.failed', ...address, message: error ?? 'the turn ended while it ran' }];
}

function deltaOf(
  params: Unread<ServerNotifications['item/agentMessage/delta']>,
): readonly CodexFact[] {
  const address = addressOf(fieldOf(params, 'threadId'), fieldOf(params, 'turnId'));
  const text = textOf(fieldOf(params, 'delta'));
  return address === undefined ? [] : [{ type: 'message.delta', ...address, text }];
}

function itemStartOf(params: Unread<ItemNotice>): readonly CodexFact[] {
  const address = itemAddressOf(params);
  const activity = activityOf(fieldOf(params, 'item'));
  if (address === undefined || activity === undefined) return [];
  return [{ type: 'activity.changed', ...address, activity }];
}

function itemEndOf(params: Unread<ItemNotice>): readonly CodexFact[] {
  const address = itemAddressOf(params);
  const item = fieldOf(params, 'item');
  if (address === undefined || typeOf(item) !== 'agentMessage') return [];
  return [{ type: 'message.completed', ...address, text: messageText(item) }];
}

function faultOf(params: Unread<ServerNotifications['error']>): readonly CodexFact[] {
  const address = addressOf(fieldOf(params, 'threadId'), fieldOf(params, 'turnId'));
  if (address === undefined) return [];
  const message = textOf(fieldOf(fieldOf(params, 'error'), 'message'));
  const willRetry = isTrue(fieldOf(params, 'willRetry'));
  const fault: CodexFact = { type: 'turn.erred', ...address, message, willRetry };
  if (!willRetry) return [fault];
  return [fault, { type: 'activity.changed', ...address, activity: `retrying: ${message}` }];
}

function addressOf(thread: Unread<string>, turn: Unread<string>): TurnAddress | undefined {
  const threadId = nameOf(thread);
  const turnId = nameOf(turn);
  return threadId === undefined || turnId === undefined ? undefined : { threadId, turnId };
}
