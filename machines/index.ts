export * from './session/index.js';
export * from './supervisor/index.js';
export { VersionedMap } from './versioned-map.js';
