/** What the keys do, in one line. */
export const KEYS_LINE = 'q quit  ↑↓ scroll  / filter  ? help';

/** The help, a line each. */
export const HELP_LINES: readonly string[] = [
  'q, Ctrl-C       quit',
  '↑ ↓, k j        scroll by a line',
  'PgUp PgDn       scroll by a page; Home, End',
  '/               show only what has a text in it:',
  '                Enter keeps it, Esc shows all',
  '?               this help; Esc leaves it',
  '',
  '●               a process of ours is behind the session',
  '!               it waits for an approval',
  'FOR             how long it has been so',
  '+2 in QUEUE     so many turns wait behind this one',
  '',
  'A process has a line of its own: its team, how many',
  'of its sessions are active, and how Codex is.',
];
