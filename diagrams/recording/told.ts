import { inStoryOrder } from './order.js';

/** What a person types, and the first line of the recording. */
const COMMAND = '$ npm start';

/**
 * The lines of a run of `npm start`, as they are the same for every run: what a machine, a clock or
 * a generator of ids chose is replaced, and what happened at the same time has one order.
 */
export function toldLines(output: string): string[] {
  const lines = withoutChance(output).trimEnd().split('\n');
  return [COMMAND, '', ...inStoryOrder(lines)];
}

function withoutChance(output: string): string {
  const text = output
    .replaceAll(/[^\s'"`]*\/codex-sessions-demo-\w+/g, '/tmp/demo')
    .replaceAll(/[\w./-]*\/(?:ba|da|z|)sh(?= -l?c )/g, '/bin/bash')
    .replaceAll(/(?<=progress of the \w+: ).*/g, 'writing the answer · 1 s')
    .replaceAll(/(?<=ran at once for )\d+(?= ms)/g, '600');
  const processes = numbered(text, /(?<=\bprocess )\d+/g, (n) => `${4100 + n}`);
  return numbered(processes, /(?<=\bcodex:)[\da-f-]{36}/g, idOf);
}

/** Replaces each different match by a name for its number: who is the same stays the same. */
function numbered(text: string, pattern: RegExp, nameOf: (n: number) => string): string {
  const names = new Map<string, string>();
  return text.replaceAll(pattern, (found) => {
    const name = names.get(found) ?? nameOf(names.size + 1);
    names.set(found, name);
    return name;
  });
}

function idOf(n: number): string {
  return `4cef7937-99f6-4c0c-9555-${String(n).padStart(12, '8e5fe769e466')}`;
}
