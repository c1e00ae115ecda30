import type { FileChange } from '../../domain/ports/codex.js';
import { boundedText } from './shown.js';

/** Writes the changes of files as one diff for people; a long one is cut after naming all files. */
export function diffText(changes: readonly FileChange[]): string {
  const diff = changes.map(diffOf).join('\n');
  const shown = boundedText(diff);
  if (shown === diff) return diff;
  const files = boundedText(changes.map(({ kind, path }) => `${kind} ${path}`).join('\n'));
  return `${files}\n\n${shown}`;
}

function diffOf({ path, kind, diff }: FileChange): string {
  switch (kind) {
    case 'add':
      return `--- /dev/null\n+++ ${path}\n${marked('+', diff)}`;
    case 'delete':
      return `--- ${path}\n+++ /dev/null\n${marked('-', diff)}`;
    case 'update':
      return `--- ${path}\n+++ ${path}\n${diff}`;
  }
}

function marked(mark: string, content: string): string {
  const lines = content.endsWith('\n') ? content.slice(0, -1) : content;
  return lines
    .split('\n')
    .map((line) => mark + line)
    .join('\n');
}
