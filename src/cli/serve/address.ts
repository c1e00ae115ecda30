import type { Log } from '../../proxy/log.js';
import { type AddressFile, writeAddressFile } from '../board/private-file.js';
import type { Surroundings } from '../terminal.js';
import { runtimeFolders } from './control.js';

/** Who tells a person where something is to be seen. */
export interface Herald {
  readonly log: Log;
  readonly world: Surroundings;
  /** Says something to the person who sits there; undefined if nobody does. */
  readonly say: ((text: string) => void) | undefined;
}

/**
 * Tells an address that has a secret in it: to the person who sits there, else by a private file. A
 * log is read by others, and kept.
 *
 * @returns the file, to be removed when the address is not good any more.
 * @throws what the file cannot be written with.
 */
export async function tellAddress(
  what: 'board' | 'inspector',
  address: string,
  { log, world, say }: Herald,
): Promise<AddressFile | undefined> {
  if (say !== undefined) {
    say(`codex-sessions: the ${what}: ${address}\n`);
    return undefined;
  }
  const folders = runtimeFolders(process.env, world.home);
  const file = await writeAddressFile(folders, `${what}.url`, `${address}\n`);
  log('info', `the ${what} is open`, { addressIn: file.path });
  return file;
}
