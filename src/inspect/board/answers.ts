import type { ServerResponse } from 'node:http';
import type { Asset } from './assets.js';
import type { Reply } from './commands.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** On every answer: nothing from elsewhere, nobody else looks in, and nothing is kept. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=()',
};

/** Sets what every answer has; first of all. */
export function guard(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

export function sendAsset(response: ServerResponse, { type, content }: Asset): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': content.length });
  response.end(content);
}

/** Sends to where the page is; the method stays. */
export function sendMoved(response: ServerResponse, location: string): void {
  response.writeHead(308, { Location: location, 'Content-Length': 0 });
  response.end();
}

/** Sends what a command came to, or why a request is refused. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  if (reply.type === 'done') return sendJson(response, 200, reply.value);
  const { status, code, message, allow } = reply;
  if (allow !== undefined) response.setHeader('Allow', allow.join(', '));
  // what may still come of the request is not read
  response.setHeader('Connection', 'close');
  sendJson(response, status, { error: { code, message } });
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
