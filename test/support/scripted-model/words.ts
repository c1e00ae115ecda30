/** The value of a word: name:`value` or name=value. */
export function given(prompt: string, name: string): string | undefined {
  const quoted = new RegExp(`\\b${name}:\`([^\`]*)\``).exec(prompt);
  return (quoted ?? new RegExp(`\\b${name}=([\\w.-]+)`).exec(prompt))?.[1];
}

/** The number a word is given; `otherwise` without it. */
export function amountOf(prompt: string, name: string, otherwise: number): number {
  return Number(given(prompt, name) ?? otherwise);
}

/** Whether a word stands in the prompt by itself. */
export function has(prompt: string, word: string): boolean {
  return new RegExp(`(^|\\s)${word}(\\s|$)`).test(prompt);
}

/** The tool a prompt wants called, and with what. */
export interface Wish {
  readonly kind: 'patch' | 'exec' | 'tool' | 'ask';
  readonly value: string;
}

const QUESTION = {
  id: 'q1',
  header: 'Colour',
  question: 'Which colour?',
  options: [
    { label: 'Red', description: 'a warm one' },
    { label: 'Blue', description: 'a cold one' },
  ],
};

export function wishOf(prompt: string): Wish | undefined {
  for (const kind of ['patch', 'exec', 'tool'] as const) {
    const value = given(prompt, kind);
    if (value !== undefined) return { kind, value };
  }
  if (!has(prompt, 'ask')) return undefined;
  return { kind: 'ask', value: `request_user_input ${JSON.stringify({ questions: [QUESTION] })}` };
}

/** The prompt that counts once the tools have answered, and the one that counts until then. */
export function splitThen(prompt: string): {
  readonly now: string;
  readonly afterwards: string | undefined;
} {
  return { now: prompt.replace(/\bthen:`[^`]*`/, ''), afterwards: given(prompt, 'then') };
}
