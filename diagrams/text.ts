import type { DiagramTransition } from './model.js';

/** Breaks a text into lines of at most `width` characters, at plain spaces only. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/[ \n]+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** The parts of a transition's label that are there: `a | b`, `[guard]`, `/ action, action`. */
export function labelParts({ events, guard, actions }: DiagramTransition): string[] {
  return [
    events.join(' | '),
    ...(guard === undefined ? [] : [`[${guard}]`]),
    ...(actions.length === 0 ? [] : [`/ ${actions.join(', ')}`]),
  ];
}
