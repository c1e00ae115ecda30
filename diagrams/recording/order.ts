/** A line about a session: a change of its states, or what its agent says. */
const SESSION_LINE = /^ {4}(\w+) +(?:status |says ")/;

/** What else may be told while a turn runs; every other line waits for the end of what went before. */
const IN_A_TURN = /^ {4}(?:the client is asked|agent_approve): /;

/** The order of lines that are told at the same time; what is not listed keeps its place at the end. */
const RANKS: readonly RegExp[] = [
  / (?:registered|resumed)$|idle -> busy/,
  /^ {4}the client is asked: /,
  /^ {4}agent_approve: /,
  / says "/,
  /busy -> idle/,
];

/**
 * The lines in one of the orders they can come in. Turns run side by side, and their changes and
 * their words reach the client by two connections: which of them is first is chance.
 */
export function inStoryOrder(lines: readonly string[]): string[] {
  const ordered: string[] = [];
  let together: string[] = [];
  for (const line of lines) {
    if (SESSION_LINE.test(line) || IN_A_TURN.test(line)) together.push(line);
    else {
      ordered.push(...together.sort(byRank), line);
      together = [];
    }
  }
  return [...ordered, ...together.sort(byRank)];
}

function byRank(one: string, other: string): number {
  const [rank, otherRank] = [rankOf(one), rankOf(other)];
  if (rank !== otherRank) return rank - otherRank;
  // ends are told by one process, one after another
  return rank === RANKS.length ? 0 : nameIn(one).localeCompare(nameIn(other), 'en');
}

function rankOf(line: string): number {
  const rank = RANKS.findIndex((pattern) => pattern.test(line));
  return rank === -1 ? RANKS.length : rank;
}

function nameIn(line: string): string {
  return SESSION_LINE.exec(line)?.[1] ?? '';
}
