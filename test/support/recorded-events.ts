/** One event that is in one of two lists only, or stands elsewhere in the other. */
export interface EventDifference {
  /** `events.missing.TYPE` or `events.added.TYPE`. */
  readonly path: string;
  readonly expected: string | undefined;
  readonly got: string | undefined;
}

/**
 * What is missing and what was added when as many types as can be stand in the same order.
 * A command's output and end count as told where it began.
 *
 * @param expected types with blanks between, as recorded.
 * @param got types with blanks between, as they came.
 */
export function eventDifferences(expected: string, got: string): EventDifference[] {
  const [before, after] = [comparable(expected), comparable(got)];
  const common = commonLengths(before, after);
  const found: EventDifference[] = [];
  let [at, to] = [0, 0];
  while (at < before.length || to < after.length) {
    const [type, other] = [before[at], after[to]];
    if (type !== undefined && type === other) {
      [at, to] = [at + 1, to + 1];
    } else if (type !== undefined && common(at + 1, to) >= common(at, to + 1)) {
      found.push({ path: `events.missing.${type}`, expected: type, got: undefined });
      at += 1;
    } else {
      found.push({ path: `events.added.${other}`, expected: undefined, got: other });
      to += 1;
    }
  }
  return found;
}

/** How often a stream of deltas was cut is a matter of time: one stands for all in a row. */
function comparable(events: string): string[] {
  const types = commandsTogether(events.split(' ').filter(Boolean));
  return types.filter((type, at) => !type.endsWith('_delta') || type !== types[at - 1]);
}

/**
 * The same types, with what is told of a command behind its beginning. Codex 0.169.0 watches a
 * command beside the turn: whether its end comes before the tokens of the response that asked for
 * it, or before what the model says next, is a matter of time.
 */
function commandsTogether(types: readonly string[]): string[] {
  const told: string[][] = [];
  const running: string[][] = [];
  for (let at = 0; at < types.length; at += 1) {
    const type = types[at] as string;
    const command = running[0];
    if (type === 'exec_command_begin') {
      const begun = [type];
      told.push(begun);
      running.push(begun);
    } else if (type === 'exec_command_output_delta' && command) {
      command.push(type);
    } else if (type === 'item_completed' && types[at + 1] === 'exec_command_end' && command) {
      command.push(type, 'exec_command_end');
      running.shift();
      at += 1;
    } else {
      told.push([type]);
    }
  }
  return told.flat();
}

/** How many types the rests of two lists from a pair of places on have in common, in order. */
function commonLengths(one: readonly string[], other: readonly string[]) {
  const lengths = new Map<string, number>();
  const common = (at: number, to: number): number => lengths.get(`${at} ${to}`) ?? -1;
  for (let at = one.length; at >= 0; at -= 1) {
    for (let to = other.length; to >= 0; to -= 1) {
      lengths.set(`${at} ${to}`, lengthAt(at, to));
    }
  }
  return common;

  function lengthAt(at: number, to: number): number {
    if (at === one.length || to === other.length) return 0;
    if (one[at] === other[to]) return common(at + 1, to + 1) + 1;
    return Math.max(common(at + 1, to), common(at, to + 1));
  }
}
