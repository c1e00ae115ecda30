import { once } from 'node:events';
import { createStatelyBridge } from 'codex-sessions/inspect';
import { WebSocket } from 'ws';
import type { Side, SideSizes } from '../support/side.js';
import { oursCycle } from './cycle.js';

/** The same cycle on a supervisor with a bridge to the inspector that nobody looks through. */
export async function unwatchedCycle(sizes: SideSizes): Promise<Side> {
  const bridge = await createStatelyBridge({ port: 0 });
  return { ...oursCycle(sizes, bridge), end: () => bridge.close() };
}

/** The same, and somebody looks. */
export async function watchedCycle(sizes: SideSizes): Promise<Side> {
  const bridge = await createStatelyBridge({ port: 0 });
  const side = oursCycle(sizes, bridge);
  const viewer = new WebSocket(new URL('events', bridge.url).href.replace('http', 'ws'));
  await once(viewer, 'open');
  return {
    async sample() {
      // what the last sample sent is read first, so that the viewer follows every time
      await drained(viewer);
      return side.sample();
    },
    end: () => bridge.close(),
  };
}

/** A pong comes after all that was sent before it. */
async function drained(viewer: WebSocket): Promise<void> {
  viewer.ping();
  await once(viewer, 'pong');
}
