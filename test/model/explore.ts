import type { Bounds } from './events.js';
import { describeEvent, eventSource } from './events.js';
import {
  EDGE_INVARIANTS,
  type Edge,
  type Invariant,
  type Known,
  knownState,
  STATE_INVARIANTS,
  stateKey,
} from './invariants.js';
import { type Machines, System, type SystemEvent, type SystemState } from './system.js';

export interface Violation {
  readonly invariant: Invariant;
  readonly message: string;
  /** The shortest way there, an event a line. */
  readonly trace: readonly string[];
}

interface Node extends Known {
  readonly cameFrom: number;
  readonly by: SystemEvent | undefined;
}

/** All states that can be reached, and how. */
export interface Exploration {
  readonly nodes: readonly Node[];
  readonly edges: number;
  readonly violation: Violation | undefined;
  /** Every edge by a command in which nothing failed, if they were to be kept. */
  readonly links: readonly {
    readonly from: number;
    readonly to: number;
    readonly by: SystemEvent;
  }[];
}

interface Link {
  readonly from: number;
  readonly to: number;
  readonly by: SystemEvent;
}

/**
 * Explores breadth first, so that the first violation has a shortest trace.
 *
 * @param only checks these invariants alone; default all.
 * @param keepLinks remembers the edges, for questions about paths.
 */
export function explore(
  machines: Machines,
  bounds: Bounds,
  { only, keepLinks = false }: { only?: readonly Invariant[]; keepLinks?: boolean } = {},
): Exploration {
  const system = new System(machines, bounds.max);
  const events = eventSource(bounds);
  const { stateFault, edgeFault } = checks(bounds.max, only);
  const nodes: Node[] = [];
  const seen = new Map<string, number>();
  const links: Link[] = [];
  let edges = 0;
  const indexOf = (state: SystemState, cameFrom: number, by: SystemEvent | undefined) => {
    const key = stateKey(state);
    const known = seen.get(key);
    if (known !== undefined) return known;
    nodes.push({ ...knownState(state, key, bounds.max), cameFrom, by });
    seen.set(key, nodes.length - 1);
    return nodes.length - 1;
  };
  indexOf(system.initial, -1, undefined);
  for (let at = 0; at < nodes.length; at += 1) {
    const from = nodes[at] as Node;
    for (const event of events(from.state)) {
      const before = nodes.length;
      const { next, outcomes } = system.apply(from.state, event);
      const index = indexOf(next, at, event);
      const to = nodes[index] as Node;
      edges += 1;
      const isNew = nodes.length > before;
      const fault = (isNew && stateFault(next)) || edgeFault({ from, event, to, outcomes });
      if (fault) {
        const trace = [...eventsTo(nodes, at), event].map(describeEvent);
        return { nodes, edges, links, violation: { ...fault, trace } };
      }
      if (keepLinks && isDeed(event)) links.push({ from: at, to: index, by: event });
    }
  }
  return { nodes, edges, links, violation: undefined };
}

const isDeed = (event: SystemEvent) => event.type === 'command' && !event.command.fails;

type Fault = Omit<Violation, 'trace'> | undefined;

function checks(max: number, only?: readonly Invariant[]) {
  const wanted = ([name]: [string, unknown]) => !only || only.includes(name as Invariant);
  const ofStates = Object.entries(STATE_INVARIANTS).filter(wanted);
  const ofEdges = Object.entries(EDGE_INVARIANTS).filter(wanted);
  return {
    stateFault(state: SystemState): Fault {
      for (const [name, holds] of ofStates) {
        const message = holds(state, max);
        if (message !== undefined) return { invariant: name as Invariant, message };
      }
      return undefined;
    },
    edgeFault(edge: Edge): Fault {
      for (const [name, holds] of ofEdges) {
        const message = holds(edge);
        if (message !== undefined) return { invariant: name as Invariant, message };
      }
      return undefined;
    },
  };
}

/** The events that lead to a node, on a shortest way. */
export function eventsTo(nodes: readonly Node[], index: number): SystemEvent[] {
  const way: SystemEvent[] = [];
  for (let node = nodes[index]; node?.by; node = nodes[node.cameFrom]) way.unshift(node.by);
  return way;
}

/** Which nodes can reach one that is wanted, by deeds that are allowed. */
export function reaching(
  { nodes, links }: Exploration,
  wanted: (state: SystemState) => boolean,
  allowed: (event: SystemEvent) => boolean = () => true,
): boolean[] {
  const into: number[][] = nodes.map(() => []);
  for (const { from, to, by } of links) if (allowed(by)) into[to]?.push(from);
  const reached = nodes.map(({ state }) => wanted(state));
  const open = reached.flatMap((is, index) => (is ? [index] : []));
  for (let to = open.pop(); to !== undefined; to = open.pop()) {
    for (const from of into[to] ?? []) {
      if (reached[from]) continue;
      reached[from] = true;
      open.push(from);
    }
  }
  return reached;
}
