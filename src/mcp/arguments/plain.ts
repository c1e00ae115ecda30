import { isJsonObject, type JsonObject } from '../../domain/index.js';
import { argumentsOf, type Fields, type Reader, readFields } from './fields.js';
import { type Parsed, taken, wrong } from './parsed.js';

/** Readers whose faults continue the sentence "`field` of agent_x …". */
export const text: Reader<string> = (value) =>
  typeof value === 'string' && value !== ''
    ? { value }
    : { fault: 'must be a text that is not empty' };

export const object: Reader<JsonObject> = (value) =>
  isJsonObject(value) ? { value } : { fault: 'must be an object' };

export function oneOf<Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    return word === undefined ? { fault: `must be one of ${words.join(', ')}` } : { value: word };
  };
}

/** A whole number between two bounds, both allowed. */
export function wholeNumber(min: number, max: number): Reader<number> {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : { fault: `must be a whole number from ${min} to ${max}` };
}

/** Reads the arguments of one of our own tools; what is wrong is one sentence. */
export function readPlain<S extends Readonly<Record<string, Reader<unknown>>>>(
  tool: string,
  given: unknown,
  shape: S,
): Parsed<Fields<S>> {
  const arguments_ = argumentsOf(given);
  if (!arguments_.ok) return arguments_;
  const read = readFields(arguments_.value ?? {}, shape, {
    invalid: (name, fault) => `\`${name}\` of ${tool} ${fault}.`,
    unknown: (name, known) =>
      known.length === 0
        ? `${tool} takes no arguments, but \`${name}\` was given.`
        : `${tool} does not know \`${name}\`; it takes ${known.join(', ')}.`,
  });
  return 'fault' in read ? wrong(read.fault) : taken(read.value);
}
