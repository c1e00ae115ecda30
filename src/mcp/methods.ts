import { ProtocolError } from '@modelcontextprotocol/server';

const METHOD_NOT_FOUND = -32601;

/** A method there is not, in the words of the old server. */
export function methodNotFound(method: string): ProtocolError {
  return new ProtocolError(METHOD_NOT_FOUND, `method not found: ${method}`, { method });
}
