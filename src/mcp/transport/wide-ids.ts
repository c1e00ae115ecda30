import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { isJsonObject, type Json } from '../../domain/index.js';

/**
 * Integral request ids beyond ±(2^53 - 1): the old server answers them, the SDK refuses them. They
 * pass through it as text and leave as the number they were.
 *
 * Only a number that JavaScript writes exactly as it stands in the line is taken: others would be
 * answered under a wrong id.
 */
export class WideIds {
  readonly #open = new Set<string>();

  /** @returns the message with a wide id, or a wide `requestId` of a cancellation, as text. */
  inbound(message: unknown, line: string): unknown {
    if (!isJsonObject(message)) return message;
    const { id, params } = message;
    if (typeof message.method === 'string' && isWide(id) && line.includes(String(id))) {
      this.#open.add(String(id));
      return { ...message, id: String(id) };
    }
    if (message.method !== 'notifications/cancelled' || !isJsonObject(params)) return message;
    const { requestId } = params;
    return isWide(requestId)
      ? { ...message, params: { ...params, requestId: String(requestId) } }
      : message;
  }

  /** @returns the message; an answer to a wide id has its number again. */
  outbound(message: JSONRPCMessage): JSONRPCMessage {
    if ('method' in message || typeof message.id !== 'string') return message;
    if (!this.#open.delete(message.id)) return message;
    return { ...message, id: Number(message.id) };
  }
}

function isWide(id: Json | undefined): id is number {
  return Number.isInteger(id) && !Number.isSafeInteger(id);
}
