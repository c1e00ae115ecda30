import type { Fields } from './mcp-messages.js';
import type { Difference } from './recorded-sessions.js';

/** The fields of one type of event: name → kinds, as `null|string`; `name?` was not always there. */
export type EventShape = Readonly<Record<string, string>>;

/** Parts of an event whose fields are compared too. */
const LOOKED_INTO = ['item', 'info', 'status'];

/** The name of an event's shape: its type, and the type of the item it is about. */
export function shapeNameOf({ type, item }: Fields): string {
  return [type, ...(isFields(item) ? [item.type] : [])].join(' ');
}

/**
 * How events differ in their fields from those of the old server, each difference once. Of a type
 * the old server never sent, all fields are told as one.
 *
 * @param events what was in `msg`.
 */
export function shapeDifferences(
  shapes: Readonly<Record<string, EventShape>>,
  events: readonly Fields[],
): Difference[] {
  const found = new Map<string, Difference>();
  for (const event of events) {
    const name = shapeNameOf(event);
    for (const difference of comparedTo(shapes[name], event)) {
      found.set(`${name} ${difference.path} ${difference.got}`, {
        case: `event ${name}`,
        ...difference,
      });
    }
  }
  return [...found.values()];
}

function comparedTo(shape: EventShape | undefined, event: Fields): Omit<Difference, 'case'>[] {
  if (shape === undefined) return [{ path: '*', expected: undefined, got: 'event' }];
  const kinds = kindsIn(event);
  const added = [...kinds].flatMap(([path, got]) => {
    const expected = shape[path] ?? shape[`${path}?`];
    return expected?.split('|').includes(got) ? [] : [{ path, expected, got }];
  });
  const missing = Object.entries(shape).filter(([path]) => !path.endsWith('?') && !kinds.has(path));
  return [...added, ...missing.map(([path, expected]) => ({ path, expected, got: undefined }))];
}

function kindsIn(event: Fields): Map<string, string> {
  const kinds = new Map<string, string>();
  for (const [key, value] of Object.entries(event)) {
    kinds.set(key, kindOf(value));
    if (!LOOKED_INTO.includes(key) || !isFields(value)) continue;
    for (const [inner, part] of Object.entries(value)) kinds.set(`${key}.${inner}`, kindOf(part));
  }
  return kinds;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isFields(value: unknown): value is Fields {
  return kindOf(value) === 'object';
}
