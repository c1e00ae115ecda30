import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address that is ever listened on. */
export const LOOPBACK = '127.0.0.1';

/** A secret for an address: 32 random bytes, in letters that need no escape. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that does not tell how much of it is right. */
export function isSecret(given: string, secret: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Listens on the loopback address alone.
 *
 * @param port the port that is wanted; a free one is taken if another program has it.
 * @returns the port it is.
 * @throws whatever listening fails with, other than that the port is taken or not to be had.
 */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  try {
    await listening(server, port);
  } catch (error) {
    if (!isPortTaken(error) || port === 0) throw error;
    await listening(server, 0);
  }
  return (server.address() as AddressInfo).port;
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen({ host: LOOPBACK, port, exclusive: true });
  await once(server, 'listening');
}

function isPortTaken(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'EADDRINUSE' || code === 'EACCES';
}

/**
 * Whether a request was meant for this server: a page elsewhere can have a name of its own lead to
 * the loopback address, but its browser tells the name.
 */
export function isMeantForHere({ headers }: IncomingMessage, port: number): boolean {
  return headers.host !== undefined && hostsOf(port).includes(headers.host);
}

/** Whether a request comes from a page of this server, or from no page at all. */
export function isFromHere({ headers }: IncomingMessage, port: number): boolean {
  const { origin } = headers;
  return origin === undefined || hostsOf(port).some((host) => origin === `http://${host}`);
}

/** The names of this server that a browser may tell. */
export function hostsOf(port: number): readonly string[] {
  return [`${LOOPBACK}:${port}`, `localhost:${port}`];
}
