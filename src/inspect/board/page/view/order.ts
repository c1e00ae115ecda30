import type { ControlApproval, ProcessView, SessionRecord, SessionView, View } from './types.js';

/** What of the board is looked for. */
export interface Filter {
  readonly text: string;
  /** None chosen: all. */
  readonly statuses: readonly SessionRecord['status'][];
  readonly threads: readonly SessionRecord['threadState'][];
}

export const NO_FILTER: Filter = { text: '', statuses: [], threads: [] };

export function isFiltering({ text, statuses, threads }: Filter): boolean {
  return text.trim() !== '' || statuses.length + threads.length > 0;
}

/** Tells whether a session is looked for: all words of the text stand somewhere in it. */
export function isWanted(
  { record, sight }: SessionView,
  { text, statuses, threads }: Filter,
): boolean {
  if (statuses.length > 0 && !statuses.includes(record.status)) return false;
  if (threads.length > 0 && !threads.includes(record.threadState)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { identity, repoName, branch, tag, agentId, team, threadId } = record;
  const texts = [identity, repoName, branch, tag, agentId, team, threadId, sight?.turn?.activity];
  const all = texts.filter(Boolean).join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}

/** Where a session stands among the others: those that need somebody first, the closed last. */
export function rankOf({ record, sight }: SessionView, approvals: readonly unknown[]): number {
  if (record.status === 'closed') return 4;
  if (record.status === 'stale') return 3;
  if (approvals.length > 0 || sight?.turn?.state === 'awaiting_approval') return 0;
  return record.threadState === 'busy' ? 1 : 2;
}

/** The processes in the order they are shown: the oldest first, whichever was found first. */
export function processesOf({ processes }: View): readonly ProcessView[] {
  return [...processes.values()].toSorted(
    (one, other) =>
      Date.parse(one.since) - Date.parse(other.since) ||
      compare(one.team, other.team) ||
      one.pid - other.pid,
  );
}

/** The agent ids of the sessions that are looked for, in the order they are shown. */
export interface Order {
  readonly open: readonly string[];
  readonly closed: readonly string[];
}

export function orderOf(process: ProcessView, filter: Filter): Order {
  const asking = approvalsByAgent(process);
  const wanted = [...process.sessions.values()].filter((session) => isWanted(session, filter));
  const ranked = wanted.map((session) => {
    const { agentId, identity } = session.record;
    return { agentId, identity, rank: rankOf(session, asking.get(agentId) ?? NONE) };
  });
  ranked.sort((one, other) => one.rank - other.rank || compare(one.identity, other.identity));
  const idsOf = (isClosed: boolean) =>
    ranked.filter(({ rank }) => (rank === 4) === isClosed).map(({ agentId }) => agentId);
  return { open: idsOf(false), closed: idsOf(true) };
}

const NONE: readonly ControlApproval[] = [];

/** The open approvals of each session; the same lists as long as they are the same approvals. */
export function approvalsByAgent({ approvals }: ProcessView): ApprovalsByAgent {
  const known = SORTED.get(approvals);
  if (known !== undefined) return known;
  const byAgent = new Map<string, readonly ControlApproval[]>();
  for (const approval of approvals) {
    byAgent.set(approval.agentId, [...(byAgent.get(approval.agentId) ?? NONE), approval]);
  }
  SORTED.set(approvals, byAgent);
  return byAgent;
}

type ApprovalsByAgent = ReadonlyMap<string, readonly ControlApproval[]>;

const SORTED = new WeakMap<readonly ControlApproval[], ApprovalsByAgent>();

/** Numbers in names count as such: `agent-9` stands before `agent-10`. */
const { compare } = new Intl.Collator('en', { numeric: true });
