/** What has no picture of its own, or makes other text look like something else. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/** Signs that every font has. */
const SIGNS: Readonly<Record<string, string>> = { '\n': '↵', '\t': '⇥' };

/** A text of somebody's as one line to look at: what acts on text unseen becomes a sign of its own. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => SIGNS[character] ?? codeOf(character));
}

function codeOf(character: string): string {
  return `⟨${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** No script puts more marks on a letter; a heap of them covers what stands around. */
const HEAPS = /(\p{M}{4})\p{M}+/gu;

/** The same for a small place: no heaps of marks, and at most so many characters. */
export function glimpse(text: string, length: number): string {
  const start = text.slice(0, 8 * length);
  const calm = start.replace(HEAPS, '$1');
  const isCut = start.length < text.length || calm.length > length;
  return visible(isCut ? `${calm.slice(0, length - 1)}…` : calm);
}

/** A name in its first and last characters, at most so many: either may be what tells it apart. */
export function shortened(name: string, length: number): string {
  const all = [...name];
  if (all.length <= length) return name;
  const end = Math.floor((length - 1) / 3);
  return [...all.slice(0, length - 1 - end), '…', ...all.slice(-end)].join('');
}

/** The same with the line ends of the text kept. */
export function visibleLines(text: string): string[] {
  return text.split(/\r?\n/).map(visible);
}

/** A number of things in words: `1 session`, `2 sessions`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
