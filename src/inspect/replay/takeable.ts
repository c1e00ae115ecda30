import { isJsonObject, type JsonObject } from '../../domain/index.js';

/** An event as a machine can take it: what its rules read and no trace has is put back, empty. */
export function takeable(event: JsonObject): JsonObject {
  const { output, input } = event;
  if (isJsonObject(output) && 'exitCode' in output) {
    return { ...event, output: { ...output, stderrTail: [] } };
  }
  if (isJsonObject(input) && isJsonObject(input.patience)) {
    return { ...event, input: { ...input, patience: endless(input.patience) } };
  }
  return event;
}

/** JSON has no number for a patience without end. */
function endless(patience: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(patience).map(([name, ms]) => [
      name,
      ms ?? (Number.POSITIVE_INFINITY as number),
    ]),
  );
}
