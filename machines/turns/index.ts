export { type TurnsMachine, type TurnsSnapshot, turnsMachine } from './machine.js';
export type {
  EffectAnswer,
  InterruptReason,
  TurnCommand,
  TurnFact,
  TurnsEffect,
  TurnsEvent,
  TurnsPatience,
  TurnVerdict,
} from './types.js';
