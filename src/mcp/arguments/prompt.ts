/** The longest prompt Codex takes, in characters (0.169.0: `input_too_large` beyond it). */
export const MAX_PROMPT_CHARACTERS = 1_048_576;

/** What is wrong with a prompt, in a sentence for whoever wrote it; undefined if nothing is. */
export function promptFault(prompt: string): string | undefined {
  // no text has more characters than code units, so a short one need not be counted
  if (prompt.length <= MAX_PROMPT_CHARACTERS) return undefined;
  const count = charactersOf(prompt);
  if (count <= MAX_PROMPT_CHARACTERS) return undefined;
  return `The prompt has ${grouped(count)} characters, and Codex takes at most ${grouped(MAX_PROMPT_CHARACTERS)}; put the long part into a file and name that file in the prompt.`;
}

function charactersOf(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
