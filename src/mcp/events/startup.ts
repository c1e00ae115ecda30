import type { JsonObject } from '../../domain/index.js';
import { textOf } from '../unread.js';
import type { OldMessage } from './old-event.js';

interface ServerStatus {
  readonly state: string;
  readonly error: string;
}

/** The start of a thread's MCP servers: app-server tells each, the old server also all together. */
export class Startup {
  readonly #servers = new Map<string, ServerStatus>();
  #isOwed = false;

  /** A thread was opened: that its servers are complete is still to be told. */
  begin(): void {
    this.#isOwed = true;
  }

  /** One server's status, and the whole once no server is on its way any more. */
  updated(params: JsonObject): OldMessage[] {
    const server = textOf(params, 'name') ?? '';
    const state = textOf(params, 'status') ?? '';
    const error = textOf(params, 'error') ?? '';
    this.#servers.set(server, { state, error });
    const status = state === 'failed' ? { state, error } : { state };
    return [{ type: 'mcp_startup_update', server, status }, ...this.#complete()];
  }

  /** A turn begins: without servers there is nothing to wait for. */
  settle(): OldMessage[] {
    return this.#isOwed && this.#servers.size === 0 ? this.#complete() : [];
  }

  #complete(): OldMessage[] {
    const named = (state: string) =>
      [...this.#servers].filter(([, status]) => status.state === state);
    if (named('starting').length > 0) return [];
    this.#isOwed = false;
    return [
      {
        type: 'mcp_startup_complete',
        ready: named('ready').map(([server]) => server),
        failed: named('failed').map(([server, { error }]) => ({ server, error })),
        cancelled: named('cancelled').map(([server]) => server),
      },
    ];
  }
}
