import { openBoard, readAssets } from '../../inspect/board/index.js';
import { openFleet } from '../../inspect/fleet/index.js';
import type { Log } from '../../proxy/log.js';
import { pageFolder } from '../board/page-folder.js';
import { type AddressFile, writeAddressFile } from '../board/private-file.js';
import { placesOf } from '../places.js';
import type { Surroundings } from '../terminal.js';
import { runtimeFolders } from './control.js';

export interface ServedBoardRequest {
  readonly port: number;
  readonly world: Surroundings;
  readonly log: Log;
  /** Says something to the person who sits there; undefined if nobody does. */
  readonly say: ((text: string) => void) | undefined;
}

/** A board beside the server. */
export interface ServedBoard {
  /** Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens a board of all processes of this user, this one included. Its address is said to the person
 * who sits there, else it is in a private file: a log is read by others, and kept.
 *
 * @throws BoardError when the page was not built; else what listening or writing the file fails
 *   with. Nothing stays open then.
 */
export async function openServedBoard(request: ServedBoardRequest): Promise<ServedBoard> {
  const { world, port } = request;
  const assets = await readAssets(pageFolder());
  const fleet = openFleet({ ...(await placesOf(world)), clock: world.clock });
  const steps: (() => unknown)[] = [() => fleet.end()];
  const close = async (): Promise<void> => {
    for (const step of steps.splice(0)) await step();
  };
  try {
    const source = { mode: 'live', fleet } as const;
    const board = await openBoard({ source, assets, port });
    steps.push(() => board.close());
    const file = await told(board.address, request);
    steps.push(() => file?.remove());
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function told(
  address: string,
  { world, log, say }: ServedBoardRequest,
): Promise<AddressFile | undefined> {
  if (say !== undefined) {
    say(`codex-sessions: the board: ${address}\n`);
    return undefined;
  }
  const folders = runtimeFolders(process.env, world.home);
  const file = await writeAddressFile(folders, 'url', `${address}\n`);
  log('info', 'the board is open', { addressIn: file.path });
  return file;
}
