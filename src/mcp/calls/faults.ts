import type { Result } from '@modelcontextprotocol/server';
import type { Parsed } from '../arguments/parsed.js';
import { argumentsResult } from '../errors.js';
import { methodNotFound } from '../methods.js';

/**
 * What a call with wrong arguments comes to.
 *
 * @throws ProtocolError where they are not even arguments.
 */
export function resultOfFault(parsed: Extract<Parsed<unknown>, { readonly ok: false }>): Result {
  if (parsed.kind === 'method_not_found') throw methodNotFound('tools/call');
  return argumentsResult(parsed.text);
}
