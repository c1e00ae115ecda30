import { type AnyStateMachine, createMachine } from 'xstate';

interface Node {
  description?: string;
  on?: Record<string, unknown>;
  states?: Record<string, Node>;
}

/** The machine with one thing of its definition changed; the state is named by its path. */
export function variantOf(
  machine: AnyStateMachine,
  path: readonly string[],
  change: (state: Node) => void,
): AnyStateMachine {
  const config: Node = JSON.parse(JSON.stringify(machine.config));
  const state = path.reduce((node, key) => node.states![key]!, config);
  change(state);
  return createMachine(config as Parameters<typeof createMachine>[0]);
}
