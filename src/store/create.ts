import type { RegistryStore } from '../domain/ports/store.js';
import { createFileStoreWith } from './file-store.js';
import { nodeFileSystem } from './file-system.js';
import type { FileStoreOptions } from './options.js';
import { thisHost } from './processes.js';

/**
 * Keeps a team's registry in `<home>/.config/atm/agent-sessions/<team>/registry.json`, shared by
 * all processes of the team. Nothing is touched before it is loaded.
 *
 * @throws InvalidArgumentError for a team, a home or a control path that is none.
 */
export function createFileStore(options: FileStoreOptions): RegistryStore {
  const processes = thisHost();
  return createFileStoreWith({ fs: nodeFileSystem, processes, clock: () => new Date() }, options);
}
