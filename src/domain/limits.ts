import { MAX_AGENT_ID_LENGTH } from './ids.js';

/** The longest name, path, tag or thread id, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1024;

/**
 * What is wrong with a string that is to be a field of a record, or null.
 *
 * An unpaired surrogate is refused because the Rust original cannot read a file that holds one.
 */
export function textFault(text: string, maxLength = MAX_TEXT_LENGTH): string | null {
  if (text.length > maxLength) return `must be at most ${maxLength} characters long`;
  if (text.includes('\0')) return 'must not contain NUL characters';
  if (!text.isWellFormed()) return 'must not contain an unpaired surrogate';
  return null;
}

/** What is wrong with an agent id, or null. */
export function agentIdFault(agentId: string): string | null {
  return agentId === '' ? 'must not be empty' : textFault(agentId, MAX_AGENT_ID_LENGTH);
}
