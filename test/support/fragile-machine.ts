import { type SessionMachine, sessionMachine, supervisorMachine } from '../../machines/index.js';
import type { SessionSupervisor, SessionSupervisorOptions } from '../../src/index.js';
import { createSupervisorWith } from '../../src/runtime/supervisor.js';
import { createIdSequence } from './ids.js';
import { settableClock } from './supervisors.js';

/** Where a session's actor can fail: at an event it takes, when it is born, or when it is woken. */
export type BreakingPoint = 'birth' | 'waking' | (string & {});

export interface FragileMachine {
  readonly machine: SessionMachine;
  /** What the actors fail with. */
  readonly boom: Error;
  /** Makes every session actor fail there, until `mend`. */
  breakAt(...points: readonly BreakingPoint[]): void;
  /** Makes the next step, birth or waking of any session actor fail, once. */
  breakNext(): void;
  mend(): void;
}

/**
 * The session machine, whose actors fail where and when a test says.
 *
 * @param base the machine to be made to fail; the real one unless given.
 */
export function fragileMachine(base: SessionMachine = sessionMachine): FragileMachine {
  const machine: SessionMachine = base.provide({});
  const boom = new Error('boom');
  const broken = new Set<BreakingPoint>();
  let next = false;
  const failIf = (point: BreakingPoint) => {
    if (!next && !broken.has(point)) return;
    next = false;
    throw boom;
  };
  const { getInitialSnapshot, restoreSnapshot, transition } = machine;
  machine.getInitialSnapshot = (...args) => {
    failIf('birth');
    return getInitialSnapshot.apply(machine, args);
  };
  machine.restoreSnapshot = (...args) => {
    failIf('waking');
    return restoreSnapshot.apply(machine, args);
  };
  machine.transition = (...args) => {
    failIf(args[1].type);
    return transition.apply(machine, args);
  };
  return {
    machine,
    boom,
    breakAt: (...points) => points.forEach((point) => void broken.add(point)),
    breakNext: () => {
      next = true;
    },
    mend: () => {
      next = false;
      broken.clear();
    },
  };
}

/** A supervisor of sessions made by a machine of the test's. */
export function supervisorOf(
  session: SessionMachine,
  options: SessionSupervisorOptions = {},
): SessionSupervisor {
  return createSupervisorWith(
    { supervisor: supervisorMachine, session },
    { clock: settableClock(), createAgentId: createIdSequence(), ...options },
  );
}
