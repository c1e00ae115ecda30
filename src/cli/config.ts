import { flagsOf, type SettingOptions } from './config/flags.js';
import type { ConfigurationFault } from './config/given.js';
import { configurationJson } from './config/json.js';
import { configurationLines } from './config/listing.js';
import { loadConfiguration } from './config/load.js';
import { ownPlace, type Place } from './config/place.js';
import { complain, type Terminal } from './terminal.js';

/** Prints how `serve` would work here, each value with where it comes from; or all that is wrong. */
export function config(
  options: SettingOptions,
  world: Terminal,
  place: Place = ownPlace(),
): number {
  const loaded = loadConfiguration({ ...place, ...flagsOf(options) });
  if (!loaded.ok) {
    complainOfFaults(loaded.refusal, world);
    return 1;
  }
  const { value } = loaded;
  if (options.json) world.out(`${configurationJson(value)}\n`);
  else {
    const parts = configurationLines(value, world);
    world.out(`${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`);
    for (const note of value.notes) complain(world, sentenceOn(note));
  }
  return 0;
}

/** Says all that is wrong with a configuration, a line each. */
export function complainOfFaults(faults: readonly ConfigurationFault[], world: Terminal): void {
  for (const fault of faults) complain(world, sentenceOn(fault));
}

function sentenceOn({ source, line, sentence }: Omit<ConfigurationFault, 'key'>): string {
  return line === null ? `${source}: ${sentence}` : `${source}:${line}: ${sentence}`;
}
