import { constants } from 'node:os';
import { createScreen } from './choose-screen.js';
import { findCodexBinary } from './codex-binary.js';
import { createEnvironment } from './environment.js';
import { startScriptedModel } from './model.js';
import type { Screen } from './screen.js';
import { Stage } from './stage.js';
import { CAST, TEAM } from './steps/step.js';
import { playStory, STORY } from './story.js';

/** A proxy that ends lets a turn go on for so long, in seconds: nobody would see what comes of it. */
const GRACE = 0.1;

const FLAGS = ['--team', TEAM, '--max-sessions', `${CAST.length}`];

/**
 * Plays the story and leaves nothing behind but the registry of a story that went as told.
 *
 * @param signal aborting it ends the story early, with everything cleaned up.
 * @returns true when every step went as told.
 */
async function playDemo(screen: Screen, signal: AbortSignal): Promise<boolean> {
  const codex = findCodexBinary().path;
  const model = await startScriptedModel();
  try {
    const environment = await createEnvironment({ modelUrl: model.url, codex, team: TEAM });
    const flags = [...FLAGS, '--shutdown-grace-seconds', `${GRACE}`];
    const stage = new Stage({ environment, flags, screen, signal });
    let asTold = false;
    try {
      asTold = await playStory(STORY, stage, screen);
      return asTold;
    } finally {
      await stage.end().finally(() => environment.remove(asTold));
    }
  } finally {
    await model.close();
  }
}

/** Aborts on the first signal that asks us to end; tells the exit code it stands for. */
function listenForSignals(): { readonly signal: AbortSignal; exitCode: number } {
  const controller = new AbortController();
  const interrupt = { signal: controller.signal, exitCode: 1 };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // stays: cleaning up is bounded, and a second signal must not cut it short
    process.on(name, () => {
      interrupt.exitCode = 128 + constants.signals[name];
      controller.abort(new Error(`interrupted by ${name}`));
    });
  }
  process.stdout.on('error', (cause) => controller.abort(cause));
  return interrupt;
}

const interrupt = listenForSignals();
const screen = createScreen(process.stdout, process.env);
screen.tell('title', 'codex-sessions: three Codex sessions behind one MCP server');
try {
  const asTold = await playDemo(screen, interrupt.signal);
  process.exitCode = asTold ? 0 : interrupt.exitCode;
} catch (cause) {
  screen.tell('failure', `FAILED: ${cause instanceof Error ? cause.message : String(cause)}`);
  process.exitCode = interrupt.exitCode;
}
