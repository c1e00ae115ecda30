import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/server';

/**
 * The requests of the client that still want an answer.
 *
 * `subscriptions/listen` is left out: it stays open as long as the connection. A cancelled request
 * is not answered, so it counts no more. Two requests under one id count twice.
 */
export class OpenRequests {
  readonly #counts = new Map<RequestId, number>();

  get size(): number {
    return this.#counts.size;
  }

  received(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    if ('id' in message) {
      if (message.method === 'subscriptions/listen') return;
      this.#counts.set(message.id, (this.#counts.get(message.id) ?? 0) + 1);
    } else if (message.method === 'notifications/cancelled') {
      this.#end(message.params?.requestId as RequestId | undefined);
    }
  }

  sent(message: JSONRPCMessage): void {
    if (!('method' in message)) this.#end(message.id);
  }

  #end(id: RequestId | undefined): void {
    if (id === undefined) return;
    const left = (this.#counts.get(id) ?? 1) - 1;
    if (left > 0) this.#counts.set(id, left);
    else this.#counts.delete(id);
  }
}
