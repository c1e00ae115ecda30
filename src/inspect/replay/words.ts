import type { ChartValue } from '../../control/index.js';
import { isJsonObject, type Json, type JsonObject } from '../../domain/index.js';
import type { Actor, Step, StepState } from './actor.js';
import { type Recorded, textOf, typeOf, type Wanted } from './script.js';

/** An actor, as people call it. */
export function actorInWords({ chart, agentId, name }: Pick<Actor, 'chart' | 'agentId' | 'name'>) {
  switch (chart) {
    case 'session':
      return `session ${agentId}`;
    case 'turns':
      return `turns of ${agentId}`;
    case 'sessions':
      return 'parent of the sessions';
    case null:
      return `task ${name}`;
    default:
      return chart;
  }
}

/** The state of a statechart in a line: `active busy`, `running.working`; what is none, as JSON. */
export function valueInWords(value: ChartValue | Json): string {
  if (!isJsonObject(value)) return textOf(value);
  const regions = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  if (regions.length === 1) {
    return regions.map(([name, inner]) => `${name}.${valueInWords(inner)}`).join('');
  }
  return regions.map(([, inner]) => valueInWords(inner)).join(' ');
}

/** A line that came, or must come, in words. */
export function lineInWords(line: Wanted | Recorded): string {
  switch (line.kind) {
    case 'actor':
      return `the birth of: ${actorInWords(line)}`;
    case 'event':
      return `it is told '${typeOf(line.event)}'${line.from === undefined ? '' : ` by actor ${line.from}`}`;
    case 'action':
      return `it does ${line.action}${line.event ? ` '${typeOf(line.event)}'` : ''}`;
    case 'microstep':
      return `'${line.event}' leads it to: ${valueInWords(line.value)}`;
    case 'snapshot': {
      const { status, value } = line.snapshot;
      const state =
        value === undefined ? textOf(status) : `${valueInWords(value)} (${textOf(status)})`;
      return `after '${line.event}' it is: ${state}`;
    }
  }
}

/** A field of a context that a step changed. */
export interface FieldChange {
  readonly field: string;
  readonly before: Json | null;
  readonly after: Json | null;
}

/** What a step changed; of the first one nothing is told. */
export function changesOf({ before, after }: Pick<Step, 'before' | 'after'>): FieldChange[] {
  if (before === undefined) return [];
  const fields = new Set([...Object.keys(before.context), ...Object.keys(after.context)]);
  return [...fields].flatMap((field) => {
    const [one, other] = [fieldOf(before, field), fieldOf(after, field)];
    const isSame = JSON.stringify(one) === JSON.stringify(other);
    return isSame ? [] : [{ field, before: one, after: other }];
  });
}

function fieldOf({ context }: StepState, field: string): Json | null {
  return (context as JsonObject)[field] ?? null;
}
