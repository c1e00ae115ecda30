/** What is explored: states that events lead from one to the next, by pure steps. */
export interface Model<State, Event, Edge extends { readonly to: State }> {
  readonly initial: State;
  readonly events: (state: State) => readonly Event[];
  readonly apply: (state: State, event: Event) => Edge;
  readonly keyOf: (state: State) => string;
}

export type Checks<Name extends string, Edge> = Readonly<
  Record<Name, (edge: Edge) => string | undefined>
>;

export interface Search<State, Event, Name extends string> {
  readonly states: readonly State[];
  readonly links: readonly { readonly from: number; readonly to: number; readonly by: Event }[];
  /** The first fault, with the shortest way there. */
  readonly fault?: {
    readonly name: Name;
    readonly message: string;
    readonly trace: readonly Event[];
  };
  /** The events that lead to a state, on a shortest way. */
  readonly wayTo: (index: number) => readonly Event[];
}

/** Explores breadth first, until a check fails on an edge or there is nothing new. */
export function search<State, Event, Edge extends { readonly to: State }, Name extends string>(
  { initial, events, apply, keyOf }: Model<State, Event, Edge>,
  checks: Checks<Name, Edge>,
): Search<State, Event, Name> {
  const states: State[] = [initial];
  const cameFrom: { readonly from: number; readonly by: Event }[] = [];
  const known = new Map([[keyOf(initial), 0]]);
  const links: { from: number; to: number; by: Event }[] = [];
  const named = Object.entries(checks) as [Name, Checks<Name, Edge>[Name]][];
  const wayTo = (index: number): readonly Event[] => {
    const step = cameFrom[index - 1];
    return step === undefined ? [] : [...wayTo(step.from), step.by];
  };
  for (let at = 0; at < states.length; at += 1) {
    for (const by of events(states[at] as State)) {
      const edge = apply(states[at] as State, by);
      for (const [name, holds] of named) {
        const message = holds(edge);
        if (message === undefined) continue;
        return { states, links, wayTo, fault: { name, message, trace: [...wayTo(at), by] } };
      }
      const key = keyOf(edge.to);
      const to = known.get(key) ?? states.length;
      if (to === states.length) {
        known.set(key, to);
        states.push(edge.to);
        cameFrom.push({ from: at, by });
      }
      links.push({ from: at, to, by });
    }
  }
  return { states, links, wayTo };
}

/** For each state, whether events that are allowed can lead to a wanted one. */
export function reaching<State, Event>(
  { states, links }: Pick<Search<State, Event, string>, 'states' | 'links'>,
  wanted: (state: State) => boolean,
  allowed: (event: Event) => boolean,
): readonly boolean[] {
  const into: number[][] = states.map(() => []);
  for (const { from, to, by } of links) if (allowed(by)) into[to]?.push(from);
  const reached = states.map(wanted);
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
