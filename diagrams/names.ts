import type { AnyStateNode } from 'xstate';

/** Guards, actions and actors as a machine refers to them: by name, perhaps with params. */
export function nameOf(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  if (typeof reference === 'object' && reference !== null && 'type' in reference) {
    const params = 'params' in reference ? paramsText(reference.params) : '';
    return `${String(reference.type)}${params}`;
  }
  throw new TypeError('a machine that is drawn refers to its guards and actions by name');
}

function paramsText(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  const entries = Object.entries(params).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return entries.length === 0 ? '' : `(${entries.join(', ')})`;
}

/** What sets a transition of a state off, in words: xstate's own event types name nothing. */
export function eventName(eventType: string, { id, invoke }: AnyStateNode): string {
  if (eventType === '') return 'always';
  if (eventType === `xstate.done.state.${id}`) return 'done';
  const delay = delayIn(eventType, id);
  if (delay !== undefined) return `after ${/^\d+$/.test(delay) ? `${delay} ms` : delay}`;
  for (const { id: actor, src } of invoke) {
    if (eventType === `xstate.done.actor.${actor}`) return `${nameOf(src)} done`;
    if (eventType === `xstate.error.actor.${actor}`) return `${nameOf(src)} failed`;
  }
  return eventType;
}

const AFTER = 'xstate.after.';

function delayIn(eventType: string, id: string): string | undefined {
  const isAfter = eventType.startsWith(AFTER) && eventType.endsWith(`.${id}`);
  return isAfter ? eventType.slice(AFTER.length, -id.length - 1) : undefined;
}

/** What xstate 5 puts on entry and exit for a delayed transition: the transition shows it. */
export function isTimer(action: unknown): boolean {
  if (typeof action !== 'function') return false;
  const { event, sendId } = action as { event?: { type?: unknown }; sendId?: unknown };
  return String(event?.type ?? sendId).startsWith(AFTER);
}
