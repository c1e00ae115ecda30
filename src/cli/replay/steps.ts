import type { Json } from '../../domain/index.js';
import { type FieldChange, type ReplayedStep, valueInWords } from '../../inspect/replay/index.js';

/** A step without the whole context: a trace may have very many of them. */
export interface LightStep extends Omit<ReplayedStep, 'context' | 'emitted'> {
  /** What the machine told whoever runs it, in a few words each. */
  readonly told: readonly string[];
}

export function lightStep({ context: _, emitted, ...step }: ReplayedStep): LightStep {
  return { ...step, told: emitted.map(effectInWords) };
}

/** `turn.start`, `command.settled refused identity_conflict`. */
function effectInWords(effect: object): string {
  const { type, outcome, verdict } = effect as Effect;
  const words = [type, outcome?.kind, outcome?.refusal?.code, verdict?.type];
  return words.filter((word) => word !== undefined).join(' ');
}

interface Effect {
  readonly type?: string;
  readonly outcome?: { readonly kind: string; readonly refusal?: { readonly code: string } };
  readonly verdict?: { readonly type: string };
}

/** A step in a line: `12 2026-… session codex:1: turn.completed: active busy → active idle`. */
export function stepInALine(step: LightStep): string {
  const changes = step.changes.map(changeInWords).join(', ');
  const told = step.told.join(', ');
  const { n, at, actor, event } = step;
  return [`${n} ${at} ${actor}: ${event.type}: ${stateInWords(step)}`, told, changes]
    .filter((part) => part !== '')
    .join('; ');
}

/** `active busy → active idle`; one state alone for what stays, and for the first. */
export function stateInWords({ from, to, status }: LightStep): string {
  const after = status === 'active' ? valueInWords(to) : `${valueInWords(to)} (${status})`;
  if (from === null) return `begins in ${after}`;
  const before = valueInWords(from);
  return before === after ? `stays ${after}` : `${before} → ${after}`;
}

export function changeInWords({ field, before, after }: FieldChange): string {
  return `${field}: ${jsonInWords(before)} → ${jsonInWords(after)}`;
}

export function jsonInWords(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
