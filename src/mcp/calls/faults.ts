import type { Result } from '@modelcontextprotocol/server';
import type { Parsed } from '../arguments/parsed.js';
import { argumentsResult, errorResult } from '../errors.js';
import { methodNotFound } from '../methods.js';

/**
 * What a call with wrong arguments comes to.
 *
 * @throws ProtocolError where they are not even arguments.
 */
export function resultOfFault(parsed: Fault): Result {
  if (parsed.kind === 'method_not_found') throw methodNotFound('tools/call');
  return argumentsResult(parsed.text);
}

type Fault = Extract<Parsed<unknown>, { readonly ok: false }>;

/** The same for a tool the old server had not: with a code, as every other error. */
export function resultOfOwnFault(parsed: Fault): Result {
  if (parsed.kind === 'method_not_found') throw methodNotFound('tools/call');
  return errorResult({ code: 'INVALID_SESSION_PARAMS', content: parsed.text });
}
