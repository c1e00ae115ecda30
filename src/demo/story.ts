import type { Screen } from './screen.js';
import type { Stage } from './stage.js';
import { approve, decline } from './steps/approvals.js';
import { cancelCall } from './steps/cancel.js';
import { closeSessions, leaveRegistry } from './steps/end.js';
import { refuseTwo } from './steps/refusals.js';
import { killCodex, replyAfterCrash, replyAfterRestart } from './steps/restarts.js';
import type { Step } from './steps/step.js';
import { runTurnsTogether, startProxy } from './steps/work.js';

/** The main job of codex-sessions, from beginning to end. */
export const STORY: readonly Step[] = [
  startProxy,
  runTurnsTogether,
  refuseTwo,
  approve,
  decline,
  cancelCall,
  killCodex,
  replyAfterCrash,
  replyAfterRestart,
  closeSessions,
  leaveRegistry,
];

/**
 * Plays a story, step by step, and tells it.
 *
 * @returns true when every step went as told; after one that did not, nothing more is played.
 */
export async function playStory(
  story: readonly Step[],
  stage: Stage,
  screen: Screen,
): Promise<boolean> {
  for (const [at, { title, play }] of story.entries()) {
    screen.tell('step', `${at + 1}. ${title}`);
    try {
      await play(stage);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      screen.tell('failure', `FAILED in step ${at + 1}, "${title}": ${reason}`);
      return false;
    }
  }
  screen.tell('success', `All ${story.length} steps went as told.`);
  return true;
}
