import { openBoard, readAssets } from '../../inspect/board/index.js';
import { DrowsyFleet, openFleet } from '../../inspect/fleet/index.js';
import { pageFolder } from '../board/page-folder.js';
import { placesOf } from '../places.js';
import { type Herald, tellAddress } from './address.js';

export interface ServedBoardRequest extends Herald {
  readonly port: number;
}

/** A board beside the server. */
export interface ServedBoard {
  /** Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens a board of all processes of this user, this one included, and tells its address.
 *
 * @throws BoardError when the page was not built; else what listening or writing the file fails
 *   with. Nothing stays open then.
 */
export async function openServedBoard(request: ServedBoardRequest): Promise<ServedBoard> {
  const { world, port } = request;
  const assets = await readAssets(pageFolder());
  const places = await placesOf(world);
  const fleet = new DrowsyFleet(() => openFleet({ ...places, clock: world.clock }));
  const steps: (() => unknown)[] = [() => fleet.end()];
  const close = async (): Promise<void> => {
    for (const step of steps.splice(0)) await step();
  };
  try {
    const source = { mode: 'live', fleet } as const;
    const onPresence = (isThere: boolean) => fleet.attend(isThere);
    const board = await openBoard({ source, assets, port, onPresence });
    steps.push(() => board.close());
    const file = await tellAddress('board', board.address, request);
    steps.push(() => file?.remove());
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}
