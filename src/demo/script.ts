import { isJsonObject, ownField } from '../domain/json.js';

/** How the scripted model answers one request. */
export interface Reply {
  /** What it says, word by word. */
  readonly text: string;
  /** How many such replies begin together: each waits until that many are asked for. */
  readonly voices: number;
  /** False: it falls silent before the end, until the client goes away. */
  readonly finishes: boolean;
}

/** The prompts the model understands; everything else Codex sends as the user is not one. */
export const prompts = {
  /** The model says the text. */
  say: (text: string): string => `say: ${text}`,
  /** The model says the text as soon as so many sessions have asked together. */
  together: (voices: number, text: string): string => `together ${voices}: ${text}`,
  /** The model says the text and never finishes. */
  hang: (text: string): string => `hang: ${text}`,
  /** The model tells how many prompts of this thread it was sent. */
  count: (): string => 'count my prompts',
};

const GRAMMAR = /^(?:(say|hang)|together (\d+)): (.+)$|^count my prompts$/s;

/**
 * Decides how the model answers: by the last prompt of the request, which carries the whole
 * conversation.
 *
 * @param request the body of a Responses API request, as parsed.
 */
export function replyTo(request: unknown): Reply {
  const asked = promptsOf(request);
  const [, word, voices, text] = asked.at(-1)?.match(GRAMMAR) ?? [];
  if (text === undefined) return { text: describeHistory(asked), voices: 1, finishes: true };
  return { text, voices: Number(voices ?? 1), finishes: word !== 'hang' };
}

/** What the model says of a conversation: the proof that it was sent all of it. */
export function describeHistory(asked: readonly string[]): string {
  const first = asked[0] === undefined ? '' : `, the first of them '${asked[0]}'`;
  return `I was sent ${asked.length} prompts${first}`;
}

/** Codex adds messages of its own as the user (surroundings, notes on aborted turns): not these. */
function promptsOf(request: unknown): string[] {
  const input = isJsonObject(request) ? ownField(request, 'input') : undefined;
  if (!Array.isArray(input)) return [];
  return input
    .filter(isUserMessage)
    .map(textOf)
    .filter((text) => GRAMMAR.test(text));
}

function isUserMessage(item: unknown): boolean {
  return isJsonObject(item) && ownField(item, 'role') === 'user';
}

function textOf(message: unknown): string {
  const content = isJsonObject(message) ? ownField(message, 'content') : undefined;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isJsonObject(part) ? String(part.text ?? '') : '')).join('');
}
