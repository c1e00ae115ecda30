import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { eventName, isTimer, nameOf } from './names.js';

/** One arrow or one row: the events that do the same from the same state, together. */
export interface DiagramTransition {
  readonly events: readonly string[];
  /** The guard's name; `else` where only the guards before it leave the event over. */
  readonly guard: string | undefined;
  readonly actions: readonly string[];
  /** Ids of the target states; none for an internal transition. */
  readonly targets: readonly string[];
  readonly description: string | undefined;
}

/** `every` stands for all states of its parent: what the parent itself answers goes out from it. */
export type DiagramKind = 'simple' | 'compound' | 'parallel' | 'final' | 'every';

export interface DiagramState {
  /** The machine's id, then the keys on the way to the state. */
  readonly id: string;
  readonly key: string;
  /** The key, with the type its description names: `status: SessionStatus`. */
  readonly title: string;
  /** The description, without the type that went into the title. */
  readonly text: string | undefined;
  readonly kind: DiagramKind;
  readonly initial: string | undefined;
  /** What goes on inside without an event: entry and exit actions, invoked actors. */
  readonly activities: readonly string[];
  readonly arrows: readonly DiagramTransition[];
  readonly internal: readonly DiagramTransition[];
  readonly children: readonly DiagramState[];
}

/** Reads a machine into what a picture of it shows; the order is that of the definition. */
export function readMachine(machine: AnyStateMachine): DiagramState {
  return readState(machine.root);
}

function readState(node: AnyStateNode): DiagramState {
  const nodes = Object.values(node.states);
  const transitions = transitionsOf(node);
  const composite = nodes.length > 0;
  return {
    ...headingOf(node),
    id: node.id,
    key: node.key,
    kind: kindOf(node),
    initial: node.type === 'compound' ? node.initial.target?.[0]?.id : undefined,
    activities: activitiesOf(node),
    ...split(composite ? [] : transitions),
    children: [...everyState(node.id, composite ? transitions : []), ...nodes.map(readState)],
  };
}

function split(transitions: readonly DiagramTransition[]) {
  return {
    arrows: transitions.filter(({ targets }) => targets.length > 0),
    internal: transitions.filter(({ targets }) => targets.length === 0),
  };
}

const NOTHING = { text: undefined, initial: undefined, activities: [], children: [] } as const;

function everyState(parent: string, transitions: readonly DiagramTransition[]): DiagramState[] {
  if (transitions.length === 0) return [];
  const key = 'in every state';
  const id = `${parent}.every`;
  return [{ ...NOTHING, id, key, title: key, kind: 'every', ...split(transitions) }];
}

function kindOf({ type }: AnyStateNode): DiagramKind {
  if (type === 'history') throw new TypeError('history states are not drawn');
  return type === 'atomic' ? 'simple' : type;
}

/** The description of a state with children may begin with the type that their names make up. */
function headingOf({ key, description, states }: AnyStateNode) {
  const typed = /^([A-Z]\w+): (.+)$/s.exec(description ?? '');
  if (typed === null || Object.keys(states).length === 0) return { title: key, text: description };
  return { title: `${key}: ${typed[1]}`, text: typed[2] };
}

function activitiesOf({ entry, exit, invoke }: AnyStateNode): string[] {
  const named = (actions: readonly unknown[]) =>
    actions.filter((action) => !isTimer(action)).map(nameOf);
  return [
    ...named(entry).map((name) => `entry / ${name}`),
    ...named(exit).map((name) => `exit / ${name}`),
    ...invoke.map(({ src }) => `invokes ${nameOf(src)}`),
  ];
}

function transitionsOf(node: AnyStateNode): DiagramTransition[] {
  const byEvent = [...node.transitions.values(), node.always ?? []];
  return merged(byEvent.flatMap((candidates) => readCandidates(node, candidates)));
}

function readCandidates(
  node: AnyStateNode,
  candidates: readonly AnyTransitionDefinition[],
): DiagramTransition[] {
  return candidates.map(({ eventType, guard, actions, target, description }, place) => ({
    events: [eventName(eventType, node)],
    guard: guardName(guard, place),
    actions: actions.map(nameOf),
    targets: (target ?? []).map(({ id }) => id),
    description,
  }));
}

function guardName(guard: unknown, place: number): string | undefined {
  if (guard !== undefined) return nameOf(guard);
  return place > 0 ? 'else' : undefined;
}

/** Puts events that do the same into one transition: what is left over last, all else first. */
function merged(transitions: readonly DiagramTransition[]): DiagramTransition[] {
  const alike = new Map<string, DiagramTransition>();
  for (const transition of transitions) {
    const { events, ...effect } = transition;
    const key = JSON.stringify(effect);
    const earlier = alike.get(key)?.events ?? [];
    if (effect.guard === 'else') alike.delete(key);
    alike.set(key, { ...effect, events: [...earlier, ...events] });
  }
  return [...alike.values()];
}
