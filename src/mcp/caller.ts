import type { RequestId, Server, ServerContext } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject, ownField } from '../domain/index.js';
import type { ClientLogLevel } from './client-log.js';

/** The revision a client speaks: `2025` has requests from the server, `2026` has not. */
export type Era = '2025' | '2026';

/** `alert` is for what waits until somebody acts. */
export type ClientLogWord = 'debug' | 'info' | 'warning' | 'error' | 'alert';

/** Who called a tool, and how to reach them while the call lasts. */
export interface Caller {
  readonly id: RequestId;
  readonly era: Era;
  /** Given by clients that want to hear of progress. */
  readonly progressToken: string | number | undefined;
  /** Aborted when the call is cancelled, or the connection ends. */
  readonly signal: AbortSignal;
  /** Whether the client declared that it can be asked. */
  readonly canElicit: boolean;
  /** The answers to an `input_required`, by their names; in the 2026 revision only. */
  readonly inputResponses: JsonObject;
  /** What the client repeats a call with; whatever it sent, undefined if nothing. */
  readonly requestState: unknown;
  /** Sends a notification; resolves when there is room for more. What cannot be sent is let go. */
  readonly notify: (method: string, params: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Writes a line of the client's log, at the level it asked for. */
  readonly log: (level: ClientLogWord, text: string) => void;
  /** Asks the client's user; in the 2025 revision only. Rejects when aborted or refused. */
  readonly elicit: (params: JsonObject, signal: AbortSignal) => Promise<unknown>;
}

const LOGGER = 'codex-sessions';

const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';

/** A person may take as long as they like; the approval has its own deadline. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** The old server took any object for an answer: so the SDK's check is passed by. */
const ANYTHING = {
  '~standard': { version: 1, vendor: 'codex-sessions', validate: (value: unknown) => ({ value }) },
} as const;

/** The connection a call came by. */
export interface Line {
  readonly server: Server;
  readonly era: Era;
  readonly logLevel: ClientLogLevel;
  /** Sends a notification past the SDK's checks: there may be thousands. */
  readonly write: Caller['notify'];
}

export function callerOf({ server, era, logLevel, write }: Line, ctx: ServerContext): Caller {
  const { mcpReq } = ctx;
  const capabilities: unknown =
    era === '2026' ? envelopeOf(ctx)[CAPABILITIES] : server.getClientCapabilities();
  return {
    id: mcpReq.id,
    era,
    progressToken: mcpReq._meta?.progressToken,
    signal: mcpReq.signal,
    canElicit: isJsonObject(capabilities) && ownField(capabilities, 'elicitation') !== undefined,
    inputResponses: jsonObject(mcpReq.inputResponses),
    requestState: mcpReq.requestState<unknown>(),
    notify: write,
    log(level, data) {
      // the 2026 revision asks with each call, and the SDK knows how
      if (era === '2026') void mcpReq.log(level, data, LOGGER).catch(() => {});
      else if (logLevel.includes(level)) {
        void write('notifications/message', { level, logger: LOGGER, data });
      }
    },
    elicit: (params, signal) =>
      mcpReq.send({ method: 'elicitation/create', params }, ANYTHING, {
        timeout: NO_TIMEOUT_MS,
        signal,
      }),
  };
}

function envelopeOf({ mcpReq }: ServerContext): JsonObject {
  return 'envelope' in mcpReq ? jsonObject(mcpReq.envelope) : {};
}

function jsonObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
