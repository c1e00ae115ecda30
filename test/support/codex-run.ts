import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type BackendProblem,
  type CodexBackend,
  type CodexBackendOptions,
  type CodexFact,
  startCodexBackend,
} from '../../src/codex/index.js';

export type FactOf<Type extends CodexFact['type']> = Extract<CodexFact, { type: Type }>;

export type TurnEnd = FactOf<'turn.completed' | 'turn.failed' | 'turn.interrupted'>;

/** A backend of a test, and everything it said. */
export interface CodexRun {
  readonly codex: CodexBackend;
  /** Every fact so far, in order; notifications as Codex wrote them are left out. */
  readonly heard: readonly CodexFact[];
  readonly problems: readonly BackendProblem[];
  /** The first fact of a type, whether it was told or is yet to come. */
  told<Type extends CodexFact['type']>(
    type: Type,
    isIt?: (fact: FactOf<Type>) => boolean,
  ): Promise<FactOf<Type>>;
  /** The end of a turn, whether it was told or is yet to come. */
  endOf(turnId: string): Promise<TurnEnd>;
  /** Runs a turn to its end. */
  runTurn(threadId: string, prompt: string): Promise<TurnEnd>;
}

/** Starts a backend that is stopped when the test is over. */
export async function runCodex(
  options: Omit<CodexBackendOptions, 'clientInfo' | 'onProblem'>,
): Promise<CodexRun> {
  const heard: CodexFact[] = [];
  const problems: BackendProblem[] = [];
  const listeners = new Set<() => void>();
  const codex = await startCodexBackend({
    clientInfo: { name: 'codex-sessions-test', version: '0' },
    onProblem: (problem) => problems.push(problem),
    ...options,
    onFact(fact) {
      if (fact.type !== 'notified') heard.push(fact);
      for (const listener of listeners) listener();
      options.onFact?.(fact);
    },
  });
  onTestFinished(async () => void (await codex.stop()));

  const first = <Fact extends CodexFact>(isIt: (fact: CodexFact) => fact is Fact): Promise<Fact> =>
    new Promise((found) => {
      const look = () => {
        const fact = heard.find(isIt);
        if (fact === undefined) return;
        listeners.delete(look);
        found(fact);
      };
      listeners.add(look);
      look();
    });
  const endOf = (turnId: string) =>
    first((fact): fact is TurnEnd => isEnd(fact) && fact.turnId === turnId);

  return {
    codex,
    heard,
    problems,
    told: (type, isIt = () => true) =>
      first((fact): fact is FactOf<typeof type> => isOfType(fact, type) && isIt(fact)),
    endOf,
    runTurn: async (threadId, prompt) => endOf(await codex.startTurn(threadId, prompt)),
  };
}

export function isEnd(fact: CodexFact): fact is TurnEnd {
  return /^turn\.(completed|failed|interrupted)$/.test(fact.type);
}

function isOfType<Type extends CodexFact['type']>(
  fact: CodexFact,
  type: Type,
): fact is FactOf<Type> {
  return fact.type === type;
}

/** The script that can be run instead of Codex; its words are told in it. */
export const FAKE_APP_SERVER = resolve(import.meta.dirname, 'fake-app-server.mjs');

/** Starts the fake app-server, with words for what happens around its turns. */
export function runFake(
  words = '',
  options: Partial<Omit<CodexBackendOptions, 'clientInfo' | 'onProblem'>> = {},
): Promise<CodexRun> {
  return runCodex({
    command: process.execPath,
    args: [FAKE_APP_SERVER],
    env: { PATH: process.env.PATH, FAKE_APP_SERVER: words },
    ...options,
  });
}
