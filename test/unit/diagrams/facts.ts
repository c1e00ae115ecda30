import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** What a person must find in the picture of a machine, read without the generator's model. */
export interface Facts {
  readonly keys: readonly string[];
  readonly descriptions: readonly string[];
  readonly events: readonly string[];
  readonly guards: readonly string[];
  readonly actions: readonly string[];
}

export function factsOf(machine: AnyStateMachine): Facts {
  const nodes = nodesOf(machine.root);
  const transitions = nodes.flatMap((node) => [...node.transitions.values()].flat());
  return {
    keys: nodes.map(({ key }) => key),
    descriptions: [...nodes, ...transitions].flatMap(({ description }) => description ?? []),
    events: [...new Set(transitions.map(({ eventType }) => spoken(eventType)))],
    guards: [...new Set(transitions.flatMap(({ guard }) => (guard ? typeOf(guard) : [])))],
    actions: [...new Set(transitions.flatMap(({ actions }) => actions.map(typeOf)))],
  };
}

/** xstate's own event types, as the pictures say them. */
function spoken(eventType: string): string {
  const [, delay] = /^xstate\.after\.(\w+)\./.exec(eventType) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  const [, end, state] = /^xstate\.(done|error)\.actor\.\d+\.\w+\.(\w+)$/.exec(eventType) ?? [];
  if (state === undefined) return eventType;
  return `${ACTORS[state]} ${end === 'done' ? 'done' : 'failed'}`;
}

/** What runs while the backend machine is in a state. */
const ACTORS: Record<string, string> = {
  starting: 'startBackend',
  ready: 'watchBackend',
  stopping: 'stopBackend',
};

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

function typeOf(reference: unknown): string {
  return typeof reference === 'string' ? reference : (reference as { type: string }).type;
}

/** A text reduced to its words, so that line breaks, markup and escapes do not count. */
export function wordsOf(text: string): string {
  const plain = text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&?#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
  return ` ${(plain.match(/[\w.]*\w/g) ?? []).join(' ')} `;
}
