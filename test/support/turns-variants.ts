import { type AnyStateMachine, createMachine } from 'xstate';

export interface StateParts {
  readonly entry?: unknown;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly always?: unknown;
  readonly states?: Readonly<Record<string, StateParts>>;
}

/**
 * The machine with one state of its definition changed.
 *
 * @param path the keys on the way to the state, with dots; '' for the machine itself.
 */
export function withState<Machine extends AnyStateMachine>(
  machine: Machine,
  path: string,
  change: (state: StateParts) => StateParts,
): Machine {
  const keys = path.split('.').filter(Boolean);
  const config = changed(machine.config as StateParts, keys, change);
  return createMachine(config as never, machine.implementations as never) as unknown as Machine;
}

function changed(
  state: StateParts,
  [key, ...rest]: readonly string[],
  change: (state: StateParts) => StateParts,
): StateParts {
  if (key === undefined) return change(state);
  const child = state.states?.[key];
  if (child === undefined) throw new Error(`there is no state ${key}`);
  return { ...state, states: { ...state.states, [key]: changed(child, rest, change) } };
}

/** The machine that answers one event of a state otherwise, or (undefined) not at all. */
export function answering<Machine extends AnyStateMachine>(
  machine: Machine,
  path: string,
  type: string,
  answer: unknown,
): Machine {
  return withState(machine, path, (state) => {
    const { [type]: _, ...others } = state.on ?? {};
    return { ...state, on: answer === undefined ? others : { ...others, [type]: answer } };
  });
}
