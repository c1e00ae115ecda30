export * from './backend/index.js';
export * from './session/index.js';
export * from './supervisor/index.js';
export * from './turns/index.js';
export { VersionedMap } from './versioned-map.js';
