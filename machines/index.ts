/**
 * The statecharts: data and pure functions, without I/O, clock or actors of their own.
 *
 * @module codex-sessions/machines
 */

export * from './backend/index.js';
export * from './session/index.js';
export * from './supervisor/index.js';
export * from './turns/index.js';
export { VersionedMap } from './versioned-map.js';
