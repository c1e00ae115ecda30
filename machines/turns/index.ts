export { type TurnsMachine, type TurnsSnapshot, turnsMachine } from './machine.js';
export type {
  InterruptReason,
  TurnsEffect,
  TurnsEvent,
  TurnsPatience,
  TurnVerdict,
} from './types.js';
