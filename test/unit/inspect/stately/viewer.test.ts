import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { MAX_UNSENT_BYTES, Viewer } from '../../../../src/inspect/stately/viewer.js';

/** A connection whose other end reads when the test says. */
function slowSocket() {
  const sent: string[] = [];
  const waiting: ((error?: Error) => void)[] = [];
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    send(text: string, done?: (error?: Error) => void) {
      sent.push(text);
      socket.bufferedAmount += text.length;
      if (done) waiting.push(done);
    },
  };
  const read = (error?: Error) => {
    socket.bufferedAmount = 0;
    for (const done of waiting.splice(0)) done(error);
  };
  return { socket, sent, read, asSocket: socket as unknown as WebSocket };
}

const PICTURE = [{ type: '@xstate.actor', sessionId: 'supervisor' }];
const LARGE = { type: '@xstate.event', text: 'x'.repeat(100_000) };

test('a viewer that cannot follow costs a fixed amount, and is shown everything anew later', () => {
  const { sent, read, asSocket, socket } = slowSocket();
  const viewer = new Viewer(asSocket, () => PICTURE);
  for (let count = 0; count < 1000; count += 1) viewer.tell([LARGE]);
  expect(viewer.isFollowing).toBe(false);
  expect(socket.bufferedAmount).toBeLessThan(MAX_UNSENT_BYTES + 200_000);
  sent.length = 0;
  read();
  expect(viewer.isFollowing).toBe(true);
  expect(sent).toEqual([JSON.stringify(PICTURE[0])]);
  viewer.tell([{ type: 'next' }]);
  expect(sent.at(-1)).toBe('{"type":"next"}');
});

test('a viewer that is gone is told nothing', () => {
  const { sent, read, asSocket, socket } = slowSocket();
  const viewer = new Viewer(asSocket, () => PICTURE);
  for (let count = 0; count < 20; count += 1) viewer.tell([LARGE]);
  sent.length = 0;
  read(new Error('closed'));
  socket.readyState = 3;
  viewer.tell([LARGE]);
  expect(sent).toEqual([]);
});
