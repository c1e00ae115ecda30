import { type BoardSource, openBoard, readAssets } from '../../inspect/board/index.js';
import { sentenceOf } from '../errors.js';
import { runtimeFolders } from '../serve/control.js';
import { complain, type Surroundings } from '../terminal.js';
import { hasBrowser, openInBrowser } from './browser.js';
import { pageFolder } from './page-folder.js';

export interface Showing {
  readonly source: BoardSource;
  /** Default: always the same one; a free one if that is taken. */
  readonly port?: number | undefined;
  /** Whether the user's browser is to be opened, if there is one. */
  readonly open: boolean;
}

/**
 * Shows a board until a signal comes: prints its address, on a line of its own, and opens it.
 *
 * @throws BoardError when the page was not built.
 */
export async function showBoard(showing: Showing, world: Surroundings): Promise<number> {
  const { source, port, open } = showing;
  // before anybody can be told that it is there
  const signal = signalled();
  const assets = await readAssets(pageFolder());
  const board = await openBoard({ source, assets, port, keepAlive: true });
  world.out(`${board.address}\n`);
  complain(world, ADVICE[source.mode]);
  if (port && board.port !== port) complain(world, `port ${port} is taken; this is another one`);
  const { platform, env } = process;
  const seat = { platform, env, isTerminal: world.columns !== null };
  const opened = open && hasBrowser(seat) ? await openedFor(board.address, world) : undefined;
  await signal;
  await board.close();
  await opened?.remove();
  return 0;
}

const ADVICE: Readonly<Record<BoardSource['mode'], string>> = {
  live: 'the board is open until Ctrl-C; whoever has its address can close sessions and answer approvals',
  replay: 'the board is open until Ctrl-C; whoever has its address can see the run',
};

async function openedFor(address: string, world: Surroundings) {
  try {
    return await openInBrowser(address, runtimeFolders(process.env, world.home));
  } catch (error) {
    complain(world, `no browser can be opened: ${sentenceOf(error)}`);
    return undefined;
  }
}

function signalled(): Promise<unknown> {
  return new Promise((resolve) => {
    // they stay: a second one must not cut the end short
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, resolve);
  });
}
