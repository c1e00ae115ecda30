/** Replaying traces: every step of a recorded run is made again by the machines, and compared. */
export type { ReplayMachines } from './machines.js';
export { newsOfTrace, type TraceNews } from './news.js';
export {
  type Replay,
  type ReplayedStep,
  type ReplayOptions,
  replay,
  type WrongStep,
} from './replay.js';
export type { Difference } from './script.js';
export { type FieldChange, valueInWords } from './words.js';
