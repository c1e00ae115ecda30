/** A piece of a text; places are in UTF-16 code units. */
export interface Page {
  readonly text: string;
  /** Where it begins: the asked place, or one before where that is inside a character. */
  readonly offset: number;
  /** The length of the whole text. */
  readonly total: number;
  /** Where the next page begins; null at the end. */
  readonly next_offset: number | null;
}

/**
 * Cuts a page out of a text, never inside a surrogate pair. A page beyond the end is empty; one that
 * is not has at least one character, so that turning pages always ends.
 */
export function pageOf(text: string, offset: number, limit: number): Page {
  const start = boundaryBefore(text, Math.min(offset, text.length));
  const cut = boundaryBefore(text, Math.min(start + limit, text.length));
  const end = cut > start || start === text.length ? cut : start + 2;
  const next = end < text.length ? end : null;
  return { text: text.slice(start, end), offset: start, total: text.length, next_offset: next };
}

function boundaryBefore(text: string, at: number): number {
  const isInside =
    isBetween(text.charCodeAt(at - 1), 0xd800) && isBetween(text.charCodeAt(at), 0xdc00);
  return isInside ? at - 1 : at;
}

/** Whether a code unit is one of the 1,024 surrogates from `first` on. */
function isBetween(unit: number, first: number): boolean {
  return unit >= first && unit < first + 0x400;
}
