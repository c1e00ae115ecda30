import type { IncomingMessage } from 'node:http';
import { type Refusal, refusal } from './refusals.js';

/** The longest that may be posted, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024;

/** The JSON that was posted. */
export type Body = { readonly type: 'json'; readonly value: unknown } | Refusal;

/**
 * Reads what is posted. Never rejects.
 *
 * @param timeoutMs how long all of it may take, in milliseconds.
 */
export function readBody(request: IncomingMessage, timeoutMs: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (body: Body): void => {
      clearTimeout(timer);
      request.off('data', take);
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) settle(TOO_LARGE);
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => settle(TOO_SLOW), timeoutMs);
    timer.unref();
    request.on('data', take);
    request.once('end', () => settle(jsonIn(Buffer.concat(chunks))));
    request.once('error', () => settle(CUT_OFF));
  });
}

const TOO_LARGE = refusal('too_large', `at most ${MAX_BODY_BYTES} bytes may be posted`);
const TOO_SLOW = refusal('timeout', 'what is posted must come at once');
const CUT_OFF = refusal('invalid_request', 'what was posted did not come to its end');
const NO_JSON = refusal('invalid_request', 'what is posted must be JSON in UTF-8');

function jsonIn(bytes: Buffer): Body {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { type: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return NO_JSON;
  }
}
