import { isJsonObject, type Json, ownField } from '../../domain/index.js';

const FIELDS = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'] as const;

/** What a client's broken error answer is read as. */
const MALFORMED_ERROR = { code: -32603, message: 'the error of this answer is malformed' };

/**
 * Makes of a parsed line what the SDK takes for a message, where the old server took it for one.
 *
 * Unknown top-level keys and `params: null` are dropped. An answer whose result is no object reads
 * as `{}`, one whose error is malformed as an internal error: the SDK would ignore either, and
 * whoever waits for the answer would wait for ever. Everything below the top level stays as it is.
 */
export function normalise(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const message: Record<string, Json> = {};
  for (const key of FIELDS) {
    const field = ownField(value, key);
    if (field !== undefined) message[key] = field;
  }
  if (message.params === null) delete message.params;
  if (message.method !== undefined) return message;
  if (message.result !== undefined && !isJsonObject(message.result)) message.result = {};
  if (message.error !== undefined && !isError(message.error)) message.error = MALFORMED_ERROR;
  return message;
}

function isError(value: Json): boolean {
  if (!isJsonObject(value)) return false;
  return Number.isSafeInteger(value.code) && typeof value.message === 'string';
}
