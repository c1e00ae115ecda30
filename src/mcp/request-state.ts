import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a retried call attaches to: the turn that runs, and the approval it answers. */
export interface RequestState {
  readonly agentId: string;
  readonly ticket: string;
  readonly approvalId: string;
}

export interface RequestStates {
  encode(state: RequestState): string;
  /** Undefined for anything this process did not encode. */
  decode(given: unknown): RequestState | undefined;
}

const VERSION = 'v1';

/**
 * Signs what a client carries from a call that ended with `input_required` to its retry.
 *
 * @param key the secret; a new one for each process, since tickets do not outlive it.
 */
export function createRequestStates(key: Uint8Array = randomBytes(32)): RequestStates {
  const sign = (body: string): Buffer =>
    createHmac('sha256', key).update(`${VERSION}.${body}`).digest();
  return {
    encode({ agentId, ticket, approvalId }) {
      const body = Buffer.from(JSON.stringify([agentId, ticket, approvalId])).toString('base64url');
      return `${VERSION}.${body}.${sign(body).toString('base64url')}`;
    },
    decode(given) {
      if (!isText(given)) return undefined;
      const [version, body, signature, ...rest] = given.split('.');
      if (version !== VERSION || body === undefined || signature === undefined) return undefined;
      if (rest.length > 0 || !isSame(Buffer.from(signature, 'base64url'), sign(body))) {
        return undefined;
      }
      return stateOf(Buffer.from(body, 'base64url').toString());
    },
  };
}

function isSame(given: Buffer, wanted: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function stateOf(json: string): RequestState | undefined {
  const parsed: unknown = JSON.parse(json);
  if (!Array.isArray(parsed)) return undefined;
  const [agentId, ticket, approvalId]: unknown[] = parsed;
  return isText(agentId) && isText(ticket) && isText(approvalId)
    ? { agentId, ticket, approvalId }
    : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
