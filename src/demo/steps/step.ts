import type { Answer } from '../answer.js';
import type { Stage } from '../stage.js';

/** One step of the story: told by its title, played on the stage, failed when it throws. */
export interface Step {
  readonly title: string;
  readonly play: (stage: Stage) => Promise<void>;
}

export const TEAM = 'demo';

/** The identities of those who play: as many as the proxy admits. */
export const CAST = ['planner', 'coder', 'reviewer'] as const;

/** A step did not go as the story tells it. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
  readonly code = 'story_failed';
}

/**
 * Checks what the story claims.
 *
 * @throws StoryError with the claim when it does not hold.
 */
export function must(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new StoryError(`expected that ${claim}`);
}

/** Checks what a tool answered: without an error, and these words if they are given. */
export function mustSay({ code, text }: Answer, claim: string, words = text): void {
  const instead = code === undefined ? `"${text}"` : `${code}: ${text}`;
  must(code === undefined && text === words, `${claim}; the answer was ${instead}`);
}
