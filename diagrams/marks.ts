/**
 * What a line of text is, as an invisible character in front of it.
 *
 * state-machine-cat 14 escapes all markup in labels and gives lines no class of their own; the mark
 * travels through the layout, and the styling turns it into a class.
 */
export const MARKS = {
  title: '\u2060',
  text: '\u2061',
  step: '\u2062',
  ignored: '\u2063',
  activity: '\u2064',
} as const;

export type Mark = keyof typeof MARKS;

/** A blank that neither the line breaking nor state-machine-cat takes away. */
export const HARD_SPACE = '\u00a0';
