import { isJsonObject, ownField } from '../domain/json.js';
import type { CodexFact, TurnAddress } from '../domain/ports/codex.js';

/**
 * Tells what a notification of `codex app-server` means for a turn.
 *
 * @returns the fact, or undefined when it says nothing about a turn (or is not shaped as expected:
 *   Codex adds kinds with every version).
 */
export function factOf(method: string, params: unknown): CodexFact | undefined {
  switch (method) {
    case 'turn/started': {
      const address = addressOf(params, valueAt(params, 'turn', 'id'));
      return address && { type: 'turn.started', ...address };
    }
    case 'turn/completed':
      return endOf(params);
    case 'item/agentMessage/delta': {
      const address = addressOf(params, valueAt(params, 'turnId'));
      return address && { type: 'message.delta', ...address, text: textAt(params, 'delta') };
    }
    case 'item/completed':
      return messageOf(params);
    default:
      return undefined;
  }
}

/** Reads the thread id from the answer of `thread/start`; undefined when there is none. */
export function threadIdOf(result: unknown): string | undefined {
  return idOf(valueAt(result, 'thread', 'id'));
}

/** Reads the turn id from the answer of `turn/start`; undefined when there is none. */
export function turnIdOf(result: unknown): string | undefined {
  return idOf(valueAt(result, 'turn', 'id'));
}

/** `turn/completed` is the one end of a turn, whatever its outcome: the status tells which. */
function endOf(params: unknown): CodexFact | undefined {
  const turn = valueAt(params, 'turn');
  const address = addressOf(params, valueAt(turn, 'id'));
  if (address === undefined) return undefined;
  const status = textAt(turn, 'status');
  switch (status) {
    case 'completed':
      return { type: 'turn.completed', ...address, lastMessage: lastMessageOf(turn) };
    case 'interrupted':
      return { type: 'turn.interrupted', ...address };
    case 'failed':
      return { type: 'turn.failed', ...address, message: textAt(turn, 'error', 'message') };
    default:
      // an end in words of a later version is still an end: the turn must not stay busy for ever
      return { type: 'turn.failed', ...address, message: `the turn ended as '${status}'` };
  }
}

/** The items of an ended turn hold its final agent message only (0.169.0: itemsView "summary"). */
function lastMessageOf(turn: unknown): string {
  const items = valueAt(turn, 'items');
  return Array.isArray(items) ? textAt(items.at(-1), 'text') : '';
}

function messageOf(params: unknown): CodexFact | undefined {
  if (textAt(params, 'item', 'type') !== 'agentMessage') return undefined;
  const address = addressOf(params, valueAt(params, 'turnId'));
  return address && { type: 'message.completed', ...address, text: textAt(params, 'item', 'text') };
}

function addressOf(params: unknown, turn: unknown): TurnAddress | undefined {
  const threadId = idOf(valueAt(params, 'threadId'));
  const turnId = idOf(turn);
  return threadId === undefined || turnId === undefined ? undefined : { threadId, turnId };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textAt(value: unknown, ...path: string[]): string {
  const text = valueAt(value, ...path);
  return typeof text === 'string' ? text : '';
}

function valueAt(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isJsonObject(inner) ? ownField(inner, key) : undefined),
    value,
  );
}
