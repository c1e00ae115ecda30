/** What the arguments of a tool call came to. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** They are wrong: the tool answers with this sentence. */
  | { readonly ok: false; readonly kind: 'text'; readonly text: string }
  /** They are no object: the old server did not take the request for a tool call at all (-32601). */
  | { readonly ok: false; readonly kind: 'method_not_found' };

export function taken<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function wrong(text: string): Extract<Parsed<never>, { readonly kind: 'text' }> {
  return { ok: false, kind: 'text', text };
}

export const METHOD_NOT_FOUND: Parsed<never> = { ok: false, kind: 'method_not_found' };
