import type { ComponentChildren } from 'preact';
import { memo } from './memo.js';
import { ProcessSection } from './process.js';
import type { Entry } from './view/history.js';
import { type Filter, processesOf } from './view/order.js';
import type { Seen } from './view/seen.js';

interface FleetProps {
  readonly seen: Seen;
  readonly filter: Filter;
  readonly mode: 'live' | 'replay' | null;
  /** The entry after which the board is looked at; null: now. */
  readonly entry: Entry | null;
}

/** All processes with their sessions. */
export const Fleet = memo(({ seen, filter, mode, entry }: FleetProps) => {
  const processes = processesOf(seen.view);
  return (
    <main class="fleet" aria-label="Sessions" tabIndex={-1}>
      {processes.length === 0 && <NoProcess mode={mode} />}
      {processes.map((process) => (
        <ProcessSection
          key={process.key}
          process={process}
          moves={seen.moves}
          filter={filter}
          about={aboutOf(entry, process.key)}
        />
      ))}
    </main>
  );
});

/** The session of a process that an entry is about. */
function aboutOf(entry: Entry | null, process: string): string | null {
  if (entry === null) return null;
  return (entry.process === process ? entry.agentId : null) ?? '';
}

function NoProcess({ mode }: Pick<FleetProps, 'mode'>) {
  if (mode === null) {
    return (
      <Empty title="Connecting…">
        <p>The board asks its server what there is to see.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No process serves sessions">
      <p>
        Start <code>codex-sessions serve</code>, or any MCP client that does. It appears here by
        itself.
      </p>
    </Empty>
  );
}

/** What stands where there is nothing to see. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="empty">
      <svg viewBox="0 0 96 40" aria-hidden="true">
        <rect x="1" y="8" width="34" height="24" rx="8" />
        <rect x="61" y="8" width="34" height="24" rx="8" />
        <path d="M37 20H58M53 15.500L58 20L53 24.500" />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
