export { type BackendMachine, type BackendSnapshot, backendMachine } from './machine.js';
export type { BackendPatience } from './types.js';
