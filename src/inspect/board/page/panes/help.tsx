import { Dialog, DialogHead } from './dialog.js';

const KEYS = [
  ['/', 'Filter the sessions'],
  ['Tab', 'To the next session, button or list'],
  ['Enter', 'Open what has the focus'],
  ['↑ ↓', 'In the timeline: look at the moment before or after'],
  ['← →', 'In the past: a step back or on'],
  ['Escape', 'Leave a pane, empty the filter, or go back to live'],
  ['?', 'These keys'],
] as const;

const WORDS = [
  ['active', 'a process stands behind the session: it holds its identity and a place'],
  ['stale', 'its process is gone or it was parked: it can be resumed'],
  ['closed', 'ended for good: only its record remains'],
  ['busy', 'Codex works on a turn of its thread'],
  ['idle', 'no turn runs'],
] as const;

/** The keys, and what the words mean. */
export function HelpPane() {
  return (
    <Dialog labelledBy="help-title" look="box">
      <DialogHead id="help-title">Keys and words</DialogHead>
      <dl class="keys">
        {KEYS.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <dl class="keys">
        {WORDS.map(([word, words]) => (
          <div key={word}>
            <dt>
              <span class={`word ${word}`}>{word}</span>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
