import { visibleLines } from './text.js';
import type { FileChange } from './types.js';

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'place' | 'same';
  readonly text: string;
}

/** The lines of a file's change: of an added file all are added, of a deleted one all removed. */
export function diffLines({ kind, diff }: FileChange): readonly DiffLine[] {
  const lines = visibleLines(diff.replace(/\n$/, ''));
  if (kind === 'add') return lines.map((text) => ({ kind: 'added', text: `+${text}` }));
  if (kind === 'delete') return lines.map((text) => ({ kind: 'removed', text: `-${text}` }));
  return lines.map((text) => ({ kind: kindOf(text), text }));
}

function kindOf(line: string): DiffLine['kind'] {
  if (line.startsWith('@@')) return 'place';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
}
