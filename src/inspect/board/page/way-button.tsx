import type { ComponentChildren } from 'preact';

/** What a button does; null: there is nothing it could do. */
export type Way = (() => void) | null;

interface WayButtonProps {
  readonly way: Way;
  readonly class?: string;
  readonly title?: string | undefined;
  readonly children: ComponentChildren;
}

/** A button that keeps the focus while there is nothing it could do. */
export function WayButton({ way, class: look, title, children }: WayButtonProps) {
  return (
    <button
      type="button"
      class={look}
      title={title}
      aria-disabled={way === null}
      onClick={() => way?.()}
    >
      {children}
    </button>
  );
}
