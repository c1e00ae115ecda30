import { once } from 'node:events';
import { request } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { WebSocket } from 'ws';

/** Where a viewer of a bridge's page connects to. */
export const eventsOf = (url: string) => new URL('events', url).href.replace('http', 'ws');

/** A viewer: what it was told, and a wait for what it is going to be. */
export async function viewer(url: string, options: { readonly origin?: string } = {}) {
  const socket = new WebSocket(eventsOf(url), options);
  const heard: StatelyInspectionEvent[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)));
    wake();
  });
  await once(socket, 'open');
  return {
    heard,
    socket,
    async until(isSo: (message: StatelyInspectionEvent) => boolean) {
      for (;;) {
        const found = heard.find(isSo);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

export const isActor = (sessionId: string) => (message: StatelyInspectionEvent) =>
  message.type === '@xstate.actor' && message.sessionId === sessionId;

export const valueIs = (sessionId: string, value: object) => (message: StatelyInspectionEvent) =>
  message.type !== '@xstate.event' &&
  message.sessionId === sessionId &&
  'value' in message.snapshot &&
  isDeepStrictEqual(message.snapshot.value, value);

/** The status a connection is refused with. */
export function rejectedStatus(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.on('open', () => reject(new Error('the connection was let in')));
    socket.on('error', () => {});
  });
}

export function get(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; body: string; policy: unknown }>((resolve, reject) => {
    request(url, { headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          policy: response.headers['content-security-policy'],
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}
