import { onTestFinished } from 'vitest';
import type {
  ApprovalDecision,
  ApprovalRequested,
  CodexFact,
  OpenThread,
  ThreadSettings,
} from '../../src/codex/index.js';
import { type CodexRun, runCodex } from './codex-run.js';
import { type CodexWorld, createCodexWorld, type WorldOptions } from './codex-world.js';
import { type ScriptedModel, startScriptedModel } from './scripted-model.js';

/** The real Codex of node_modules in a world of its own, with a model that follows a script. */
export interface RealCodex {
  readonly world: CodexWorld;
  readonly model: ScriptedModel;
  /** Starts a process of it; all of them share the world. */
  start(onFact?: (fact: CodexFact) => void): Promise<CodexRun>;
}

/** Makes a world that goes when the test is over. */
export async function realCodex(options: Omit<WorldOptions, 'modelUrl'> = {}): Promise<RealCodex> {
  const model = await startScriptedModel();
  onTestFinished(() => model.close());
  const world = createCodexWorld({ modelUrl: model.url, retries: 0, ...options });
  onTestFinished(world.remove);
  const { env, workspace } = world;
  const start: RealCodex['start'] = (onFact = () => {}) =>
    runCodex({ command: 'codex', env, cwd: workspace, onFact });
  return { world, model, start };
}

/** Starts a process, and in it a thread in the workspace: read-only, on-request. */
export async function openThread(
  real: RealCodex,
  settings: ThreadSettings = {},
): Promise<CodexRun & OpenThread> {
  const run = await real.start();
  const thread = await run.codex.startThread({ ...settingsOf(real), ...settings });
  return { ...run, ...thread };
}

/** The settings threads of these tests have unless told otherwise. */
export function settingsOf({ world }: RealCodex): ThreadSettings {
  return { cwd: world.workspace, sandbox: 'read-only', approvalPolicy: 'on-request' };
}

/** Runs a turn on a new thread, and answers every request of Codex with the same decision. */
export async function runAnswered(real: RealCodex, prompt: string, decision: ApprovalDecision) {
  const asked: ApprovalRequested[] = [];
  const run = await real.start((fact) => {
    if (fact.type !== 'approval.requested') return;
    asked.push(fact);
    run.codex.answer(fact.requestId, decision);
  });
  const { threadId } = await run.codex.startThread(settingsOf(real));
  const end = await run.runTurn(threadId, prompt);
  return { ...run, threadId, asked, end };
}
