import { randomFrom, weighted } from './random.js';

/** What a soak does, as far as it can be said before. */
export interface SoakOptions {
  /** Prompts in all. */
  readonly turns: number;
  /** Places for sessions; a place has one session at a time. */
  readonly sessions: number;
  readonly seed: number;
  /** The most sessions active at once in a proxy; fewer than `sessions`. */
  readonly maxSessions: number;
  /** When it ends whatever is left of the plan, in milliseconds. */
  readonly limitMs: number;
}

/** How an approval is answered: at once, after its deadline, or never. */
export const ANSWERS = ['now', 'late', 'never'] as const;
export const DECISIONS = ['accept', 'decline', 'cancel'] as const;

/** A prompt for the session of a place; for a new one where the place is empty. */
export interface PromptStep {
  readonly kind: 'prompt';
  /** Unique: the answer has it. */
  readonly number: number;
  readonly place: number;
  /**
   * `reply`: codex-reply. `new`: another session in the place. `revive`: codex with the agent id.
   * `background`: the same with wait: false, and its result read later.
   */
  readonly how: 'reply' | 'new' | 'revive' | 'background';
  /** When it is cancelled, in milliseconds after it was sent. */
  readonly cancelAfterMs: number | null;
  readonly approval: {
    readonly answer: (typeof ANSWERS)[number];
    readonly decision: (typeof DECISIONS)[number];
  } | null;
  /** How long the model takes, in milliseconds. */
  readonly modelMs: number;
  /** Sent through the other proxy, if there are two. */
  readonly strays: boolean;
}

export type Step =
  | PromptStep
  | { readonly kind: 'close'; readonly place: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'kill-codex' | 'kill-proxy' | 'end-proxy'; readonly proxy: number }
  | { readonly kind: 'second-proxy' };

const KINDS = {
  prompt: 1000,
  close: 50,
  look: 30,
  'kill-codex': 12,
  'kill-proxy': 7,
  'end-proxy': 7,
  'second-proxy': 12,
} as const;
const HOWS = { reply: 70, new: 14, revive: 8, background: 8 } as const;

/** From here on no proxy is killed or ended: the last one lives long enough to be measured. */
const CALM_FROM = 0.6;

/** Only a few places have sessions with a name: those are never parked. */
export const NAMED_PLACES = 2;

/** All steps of a soak, the same ones for the same options. */
export function planSoak({ turns, sessions, seed }: SoakOptions): Step[] {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const steps: Step[] = [];
  for (let number = 1; number <= turns; ) {
    const kind = weighted(KINDS, random());
    if (kind === 'prompt') steps.push(promptStep(number++, below(sessions), random));
    else if (kind === 'close') steps.push({ kind, place: below(sessions) });
    else if (kind === 'look') steps.push({ kind });
    else if (kind === 'kill-codex') steps.push({ kind, proxy: below(2) });
    else if (number > CALM_FROM * turns) continue;
    else if (kind === 'second-proxy') steps.push({ kind });
    else steps.push({ kind, proxy: below(2) });
  }
  return steps;
}

function promptStep(number: number, place: number, random: () => number): PromptStep {
  const how = weighted(HOWS, random());
  const isCancelled = how !== 'background' && random() < 0.1;
  const cancelAfterMs = Math.floor(random() ** 2 * 200);
  const asks = random() < 0.07;
  const answer = weighted({ now: 6, late: 1, never: 1 }, random());
  const decision = weighted({ accept: 3, decline: 3, cancel: 1 }, random());
  const modelMs = random() < 0.3 ? Math.floor(random() * 120) : 0;
  return {
    ...{ kind: 'prompt', number, place, how, modelMs },
    cancelAfterMs: isCancelled ? cancelAfterMs : null,
    approval: asks ? { answer, decision } : null,
    strays: random() < 0.1,
  };
}

/** What the model is told, and what it must say. */
export function wordsOf({ number, approval, modelMs }: PromptStep) {
  const answer = `answer-${number}`;
  const waits = modelMs > 0 ? ` wait=${modelMs}` : '';
  const asks = approval
    ? ` escalate exec:\`echo soak-${approval.answer}-${approval.decision}\``
    : '';
  return { answer, prompt: `say:\`${answer}\`${waits}${asks}` };
}
