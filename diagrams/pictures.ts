import type { AnyStateMachine } from 'xstate';
import {
  backendMachine,
  sessionMachine,
  supervisorMachine,
  turnsMachine,
} from '../machines/index.js';
import { LEGAL_PAIRS } from '../src/domain/index.js';
import { toMermaid } from './mermaid.js';
import { readMachine } from './model.js';
import { toStately } from './stately.js';
import { toSvg } from './svg.js';

/** A machine to draw, and what its picture says besides. */
export interface Picture {
  readonly machine: AnyStateMachine;
  readonly notes: readonly string[];
}

const pairs = LEGAL_PAIRS.map(({ status, threadState }) => `${status}×${threadState}`);

export const PICTURES: readonly Picture[] = [
  { machine: sessionMachine, notes: [`Legal pairs: ${pairs.join(', ')}.`] },
  { machine: supervisorMachine, notes: [] },
  { machine: turnsMachine, notes: [] },
  { machine: backendMachine, notes: [] },
];

/** Every file of the pictures, by name, as the machines are now. */
export async function drawAll(
  pictures: readonly Picture[] = PICTURES,
): Promise<ReadonlyMap<string, string>> {
  const files = await Promise.all(pictures.map(draw));
  return new Map(files.flat());
}

async function draw({ machine, notes }: Picture): Promise<[string, string][]> {
  const model = readMachine(machine);
  return [
    [`${machine.id}.mmd`, toMermaid(model, notes)],
    [`${machine.id}.svg`, await toSvg(model, notes)],
    [`${machine.id}.stately.ts`, toStately(machine)],
  ];
}
