/**
 * Where registries are kept: on disk, shared by the processes of a team, or in memory.
 *
 * @module codex-sessions/store
 */

export { StoreError, type StoreErrorCode } from '../domain/index.js';
export type * from '../domain/ports/store.js';
export { createFileStore } from './create.js';
export { createMemoryStore } from './memory-store.js';
export type { FileStoreOptions } from './options.js';
