import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { machine as backend } from '../../../diagrams/backend.stately.js';
import { machine as session } from '../../../diagrams/session.stately.js';
import { toStately } from '../../../diagrams/stately.js';
import { machine as supervisor } from '../../../diagrams/supervisor.stately.js';
import { machine as turns } from '../../../diagrams/turns.stately.js';
import {
  backendMachine,
  sessionMachine,
  supervisorMachine,
  turnsMachine,
} from '../../../machines/index.js';
import { variantOf } from './variants.js';

/** What of a definition is data. */
const dataOf = ({ definition }: AnyStateMachine): unknown => JSON.parse(JSON.stringify(definition));

describe.each<[string, AnyStateMachine, AnyStateMachine]>([
  ['session', session, sessionMachine],
  ['supervisor', supervisor, supervisorMachine],
  ['turns', turns, turnsMachine],
  ['backend', backend, backendMachine],
])('the module of the %s machine for the Stately editor', (name, module, machine) => {
  it('has the definition of the real machine', () => {
    expect(dataOf(module)).toEqual(dataOf(machine));
  });

  it('has another definition than a machine with one transition or description more', () => {
    const described = variantOf(machine, [], (root) => {
      root.description = 'Something else.';
    });
    const wired = variantOf(machine, [], (root) => {
      root.on = { ...root.on, 'machine.broken': { actions: 'smoke' } };
    });
    expect(dataOf(described)).not.toEqual(dataOf(module));
    expect(dataOf(wired)).not.toEqual(dataOf(module));
  });

  it('imports nothing but xstate', () => {
    const path = new URL(`../../../diagrams/${name}.stately.ts`, import.meta.url);
    const text = readFileSync(path, 'utf8');
    expect(text.match(/\bfrom .*|\bimport\(.*/g)).toEqual(["from 'xstate';"]);
  });
});

it('a machine with an inline guard has no module: the editor would lose the guard', () => {
  const inline = createMachine({ on: { press: { guard: () => true } } });
  expect(() => toStately(inline)).toThrow('"guard" is a function');
});
