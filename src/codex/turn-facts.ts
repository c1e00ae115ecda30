import type { CodexFact, CodexTurnFact } from '../domain/ports/codex.js';

const TURN_FACTS: ReadonlySet<string> = new Set<CodexTurnFact['type']>([
  'turn.started',
  'turn.completed',
  'turn.failed',
  'turn.interrupted',
]);

/** Whether a fact is one a supervisor knows: the beginning or the end of a turn. */
export function isTurnFact(fact: CodexFact): fact is CodexTurnFact {
  return TURN_FACTS.has(fact.type);
}
