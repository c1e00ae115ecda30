import type { LineClient } from './mcp-lines.js';
import { type Answer, envelope, type Fields, type MessageId } from './mcp-messages.js';
import { CAN_BE_ASKED } from './proxy-e2e-asking.js';

/** How a raw call of the revision 2026-07-28 is made. */
export interface ModernCall {
  /** What the client says it can; it can be asked unless given. */
  readonly capabilities?: Fields;
  /** More of its `_meta`: a progress token, a log level. */
  readonly meta?: Fields;
  /** Of a call that is repeated. */
  readonly state?: unknown;
  /** The answer to the approval; a call that is repeated may have none. */
  readonly answer?: unknown;
  readonly id?: MessageId;
}

/** A call that ended with a question. */
export interface Asking {
  readonly question: Fields;
  readonly state: string;
}

/** Makes a raw call of the revision 2026-07-28. */
export function callModern(
  lines: LineClient,
  name: string,
  given: Fields,
  { capabilities = CAN_BE_ASKED, meta, state, answer, id }: ModernCall = {},
): Promise<Answer> {
  const params = {
    name,
    arguments: given,
    _meta: { ...envelope(capabilities), ...meta },
    ...(state !== undefined && { requestState: state }),
    ...(answer !== undefined && { inputResponses: { approval: answer } }),
  };
  return lines.request('tools/call', params, id === undefined ? {} : { id });
}

/** What a call asks that ended with a question. @throws Error when it ended otherwise. */
export function askingOf({ result, error }: Answer): Asking {
  const requests = result?.inputRequests as { readonly approval?: Fields } | undefined;
  const { params } = requests?.approval ?? {};
  if (result?.resultType !== 'input_required' || params === undefined) {
    throw new Error(`it asks nothing: ${JSON.stringify(result ?? error)}`);
  }
  return { question: params as Fields, state: String(result.requestState) };
}
