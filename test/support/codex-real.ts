import { onTestFinished } from 'vitest';
import type { CodexRun } from './codex-run.js';
import { runCodex } from './codex-run.js';
import { type CodexWorld, createCodexWorld, type WorldOptions } from './codex-world.js';
import { type ScriptedModel, startScriptedModel } from './scripted-model.js';

/** The real Codex of node_modules in a world of its own, with a model that follows a script. */
export interface RealCodex {
  readonly world: CodexWorld;
  readonly model: ScriptedModel;
  /** Starts a process of it; all of them share the world. */
  start(): Promise<CodexRun>;
}

/** Makes a world that goes when the test is over. */
export async function realCodex(
  options: Omit<WorldOptions, 'modelUrl'> = {},
): Promise<RealCodex> {
  const model = await startScriptedModel();
  onTestFinished(() => model.close());
  const world = createCodexWorld({ modelUrl: model.url, retries: 0, ...options });
  onTestFinished(world.remove);
  const { env, workspace } = world;
  return { world, model, start: () => runCodex({ command: 'codex', env, cwd: workspace }) };
}

/** Starts a process and a thread in the workspace. */
export async function openThread(
  real: RealCodex,
  settings: Parameters<CodexRun['codex']['startThread']>[0] = {},
) {
  const run = await real.start();
  const thread = await run.codex.startThread({
    cwd: real.world.workspace,
    sandbox: 'read-only',
    approvalPolicy: 'on-request',
    ...settings,
  });
  return { ...run, thread, threadId: thread.threadId };
}
