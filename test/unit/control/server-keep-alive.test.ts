import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openServer, strangerOn } from './serving.js';

/** How many sockets keep this process running. */
const keepers = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource.startsWith('Pipe')).length;

describe('a control server', () => {
  it('does not keep the process running, nor do its connections', async () => {
    const before = keepers();
    const control = await openServer();
    expect(keepers()).toBe(before);
    const peer = strangerOn(createConnection({ path: control.path }));
    await peer.next();
    peer.socket.unref();
    expect(keepers()).toBe(before);
  });

  it('keeps the process running when it is told to', async () => {
    const before = keepers();
    await openServer({ keepAlive: true });
    expect(keepers()).toBe(before + 1);
  });
});
