import { isJsonObject, ownField } from '../domain/index.js';

/** How the scripted model answers one request. */
export interface Reply {
  /** What it says, word by word. */
  readonly text: string;
  /** How many such replies begin together: each waits until that many are asked for. */
  readonly voices: number;
  /** False: it falls silent before the end, until the client goes away. */
  readonly finishes: boolean;
  /** What it wants to be run, outside of the sandbox; it goes on when it was told the outcome. */
  readonly command?: string;
}

/** The prompts the model understands; everything else Codex sends as the user is not one. */
export const prompts = {
  /** The model says the text. */
  say: (text: string): string => `say: ${text}`,
  /** The model says the text as soon as so many sessions have asked together. */
  together: (voices: number, text: string): string => `together ${voices}: ${text}`,
  /** The model says the text and never finishes. */
  hang: (text: string): string => `hang: ${text}`,
  /** The model wants to run a shell command outside of the sandbox, and tells what came of it. */
  run: (command: string): string => `run: ${command}`,
  /** The model tells how many prompts of this thread it was sent. */
  count: (): string => 'count my prompts',
};

/** What the model says when a command was run, and when it was not. */
export const outcomes = {
  ran: 'It was allowed, and it is done.',
  declined: 'It was not allowed, so I leave it and go on.',
};

const GRAMMAR = /^(?:(say|hang|run)|together (\d+)): (.+)$|^count my prompts$/s;

/**
 * Decides how the model answers: by the last prompt of the request, which carries the whole
 * conversation.
 *
 * @param request the body of a Responses API request, as parsed.
 */
export function replyTo(request: unknown): Reply {
  const items = itemsOf(request);
  const asked = items.flatMap(promptsIn);
  const [, word, voices, text] = asked.at(-1)?.match(GRAMMAR) ?? [];
  if (text === undefined) return speech(describeHistory(asked));
  if (word !== 'run') return { ...speech(text, Number(voices ?? 1)), finishes: word !== 'hang' };
  const outcome = outcomeIn(items);
  return outcome === undefined ? { ...speech(''), command: text } : speech(outcome);
}

function speech(text: string, voices = 1): Reply {
  return { text, voices, finishes: true };
}

/** What the model says of a conversation: the proof that it was sent all of it. */
export function describeHistory(asked: readonly string[]): string {
  const first = asked[0] === undefined ? '' : `, the first of them '${asked[0]}'`;
  return `I was sent ${asked.length} prompts${first}`;
}

function itemsOf(request: unknown): unknown[] {
  const input = isJsonObject(request) ? ownField(request, 'input') : undefined;
  return Array.isArray(input) ? input : [];
}

/** What Codex (0.169.0) says that came of the command of the last prompt, if it says so already. */
function outcomeIn(items: readonly unknown[]): string | undefined {
  const since = items.slice(items.findLastIndex((item) => promptsIn(item).length > 0));
  const result = since.find((item) => isJsonObject(item) && item.type === 'function_call_output');
  if (result === undefined) return undefined;
  return JSON.stringify(result).includes('rejected') ? outcomes.declined : outcomes.ran;
}

/** Codex adds messages of its own as the user (surroundings, notes on aborted turns): not these. */
function promptsIn(item: unknown): string[] {
  if (!isJsonObject(item) || ownField(item, 'role') !== 'user') return [];
  const content = ownField(item, 'content');
  if (!Array.isArray(content)) return [];
  const text = content.map((part) => (isJsonObject(part) ? String(part.text ?? '') : '')).join('');
  return GRAMMAR.test(text) ? [text] : [];
}
