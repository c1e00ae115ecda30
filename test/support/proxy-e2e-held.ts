import { writeFileSync } from 'node:fs';
import type { ProxyHouse } from './proxy-e2e.js';

/**
 * The words of a prompt whose turn runs a command until it is released. The session must be allowed
 * to run commands.
 *
 * @param name of a file there is not.
 */
export function held(house: ProxyHouse, name: string): string {
  return `exec:\`until test -e ${house.world.at(name)}; do sleep 0.02; done\``;
}

/** Lets a held turn go on. */
export function release(house: ProxyHouse, name: string): void {
  writeFileSync(house.world.at(name), '');
}
