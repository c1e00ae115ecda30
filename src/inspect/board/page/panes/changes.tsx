import { Told } from '../told.js';
import { diffLines } from '../view/diff.js';
import type { FileChange } from '../view/types.js';

const KINDS = { add: 'new', delete: 'deleted', update: 'changed' } as const;

/** The lines of one file that are shown at most: more make a browser slow. */
const LONGEST = 2_000;

/** What a change of files would do. */
export function Changes({ changes }: { readonly changes: readonly FileChange[] }) {
  return (
    <>
      {changes.map((change) => (
        <section class="change" key={change.path} aria-label={change.path}>
          <p class="change-head">
            <span class={`change-kind ${change.kind}`}>{KINDS[change.kind]}</span>
            <Told text={change.path} whole={true} />
          </p>
          <Diff change={change} />
        </section>
      ))}
    </>
  );
}

function Diff({ change }: { readonly change: FileChange }) {
  const lines = diffLines(change);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre class="diff" tabIndex={0}>
      {lines.slice(0, LONGEST).map(({ kind, text }, place) => (
        <span key={place} class={`diff-line ${kind}`}>
          {text || ' '}
        </span>
      ))}
      {lines.length > LONGEST && (
        <span class="diff-line place">… {lines.length - LONGEST} more lines</span>
      )}
    </pre>
  );
}
