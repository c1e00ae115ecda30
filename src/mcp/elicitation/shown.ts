import { pageOf } from '../pages.js';

/** The most of one thing that is shown in a message, in characters. */
const MAX_SHOWN = 20_000;

/** Text for a person to judge: what moves a cursor or turns the writing could hide a part of it. */
export function plainText(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Bounds a text and says so. */
export function boundedText(text: string): string {
  if (text.length <= MAX_SHOWN) return text;
  const { text: start } = pageOf(text, 0, MAX_SHOWN);
  return `${start}\n[${start.length} of ${text.length} characters are shown.]`;
}
