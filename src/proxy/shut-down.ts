import type { DurableSessions } from '../runtime/index.js';
import type { Turn } from './api.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { BackendHost } from './backend-host.js';
import { within } from './patience.js';
import type { Roster } from './roster.js';

/** How long interrupted turns have to end, in milliseconds. */
const INTERRUPT_MS = 2_000;

export interface Ending {
  readonly sessions: DurableSessions;
  readonly roster: Roster;
  readonly host: BackendHost;
  readonly desk: ApprovalDesk;
  readonly turns: ReadonlyMap<string, Turn>;
  /** How long turns have to end by themselves. */
  readonly graceMs: number;
  /** Ends that patience early. */
  readonly hurry?: AbortSignal | undefined;
}

/** No new work; turns end or are interrupted; Codex is gone; the registry is final. */
export async function shutDown(ending: Ending): Promise<void> {
  const { sessions, roster, host, desk, turns, graceMs, hurry } = ending;
  sessions.drain();
  desk.close();
  const all = () => Promise.all([...turns.values()].map(({ ended }) => ended));
  if (graceMs > 0) await within(graceMs, Promise.race([all(), aborted(hurry)]));
  for (const agent of roster.agents) agent.cancelAll();
  await within(INTERRUPT_MS, all());
  await host.stop();
  await within(INTERRUPT_MS, roster.idle());
  await sessions.shutdown();
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
