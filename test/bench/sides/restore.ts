import { createSessionSupervisor, parseRegistrySnapshot } from 'codex-sessions';
import { milliseconds } from '../support/clock.js';
import type { Side, SideSizes } from '../support/side.js';
import { registryText } from './registry-text.js';

/** Milliseconds from the text of a registry file to a supervisor that takes commands. */
export function restore(sizes: SideSizes): Side {
  const text = registryText(sizes);
  return {
    sample: () =>
      milliseconds(() => {
        const { snapshot } = parseRegistrySnapshot(JSON.parse(text));
        return createSessionSupervisor({ snapshot });
      }),
  };
}

/** Milliseconds of JSON.parse alone. */
export function parseOnly(sizes: SideSizes): Side {
  const text = registryText(sizes);
  return { sample: () => milliseconds(() => JSON.parse(text)) };
}
