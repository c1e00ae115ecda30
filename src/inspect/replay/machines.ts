import { type AnyStateMachine, fromCallback } from 'xstate';

/** The machines a run is checked against: those of the package, unless a test has others. */
export interface ReplayMachines {
  readonly supervisor: AnyStateMachine;
  readonly session: AnyStateMachine;
  readonly turns: AnyStateMachine;
  readonly backend: AnyStateMachine;
}

/** With a hub for the supervisor to name: it is never started. */
export function withHub(machines: ReplayMachines): ReplayMachines {
  const sessions = fromCallback(() => {});
  return { ...machines, supervisor: machines.supervisor.provide({ actors: { sessions } }) };
}
