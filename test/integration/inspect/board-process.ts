/** A process with a board and a page that looks, and nothing else that keeps it running. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { openBoard } from '../../../src/inspect/board/index.js';
import { ASSETS, FakeFleet } from '../../support/boards.js';

const isClosing = process.argv[2] === 'closing';

const source = { mode: 'live', fleet: new FakeFleet() } as const;
const board = await openBoard({ source, assets: ASSETS, port: 0, keepAlive: isClosing });
const { host, pathname, port } = new URL(board.address);
const page = connect({ host: '127.0.0.1', port: Number(port) });
page.on('error', () => {});
page.write(`GET ${pathname}events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
await once(page, 'data');
page.unref();
process.send?.('a page looks');
process.disconnect?.();
if (isClosing) await board.close();
