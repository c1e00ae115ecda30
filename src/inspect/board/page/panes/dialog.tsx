import type { ComponentChildren } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { LeaveContext } from '../acts.js';

interface DialogProps {
  /** The id of its heading. */
  readonly labelledBy: string;
  readonly look: 'drawer' | 'box' | 'wide';
  readonly children: ComponentChildren;
}

/** What stands in front of the rest; Escape and a click beside it take it away. */
export function Dialog({ labelledBy, look, children }: DialogProps) {
  const leave = useContext(LeaveContext);
  const dialog = useRef<HTMLDialogElement>(null);
  // in the layout: whoever measures what is inside does so after it
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // before it is taken away: only then the focus goes back to where it was
    return () => shown?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does it
    <dialog
      ref={dialog}
      class={look}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) leave();
      }}
    >
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

/** A heading with the way out of a dialog. */
export function DialogHead({
  id,
  children,
}: {
  readonly id: string;
  readonly children: ComponentChildren;
}) {
  const leave = useContext(LeaveContext);
  return (
    <header class="dialog-head">
      <h2 id={id}>{children}</h2>
      <button type="button" class="icon" aria-label="Leave" title="Leave (Escape)" onClick={leave}>
        ✕
      </button>
    </header>
  );
}
