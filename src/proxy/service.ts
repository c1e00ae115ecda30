import type { InspectionEvent } from 'xstate';
import type { SessionRecord } from '../domain/index.js';
import type { ApprovalDecision } from '../domain/ports/codex.js';
import type { DurableSessions } from '../runtime/index.js';
import type { EndedTurn } from './agent-parts.js';
import type {
  Address,
  AgentService,
  Outcome,
  ReplyRequest,
  StartRequest,
  Turn,
  TurnWatcher,
} from './api.js';
import { ApprovalDesk } from './approval-desk.js';
import type { Audit, AuditEntry } from './audit.js';
import { BACKEND_PATIENCE, BackendHost, type StartBackend } from './backend-host.js';
import { Finder } from './finder.js';
import { IDLE, listAgents, statusOf } from './listing.js';
import type { Log } from './log.js';
import { DEFAULT_POLICY, type ServicePolicy } from './policy.js';
import { RefusedError, refusal, refusalOf, refused, shuttingDown } from './refusals.js';
import { Results } from './results.js';
import { Roster } from './roster.js';
import { shutDown } from './shut-down.js';
import { TurnSlots } from './slots.js';
import { Starts } from './starts.js';

export interface AgentServiceOptions {
  /** Opened, and owned from now on: `shutdown` shuts it down. */
  readonly sessions: DurableSessions;
  readonly team: string;
  readonly startBackend: StartBackend;
  /** What the person it serves has decided; `DEFAULT_POLICY` where they have not. */
  readonly policy?: Partial<ServicePolicy> | undefined;
  readonly log?: Log | undefined;
  readonly audit?: Audit | undefined;
  /** Sees the actors of the turns and of the backend. */
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Milliseconds since the epoch; the system's clock unless given. */
  readonly now?: () => number;
}

/** The patience with an error that Codex told and does not act on, in milliseconds. */
const ERROR_PATIENCE_MS = 5_000;

/** Puts the sessions of a team to work: every tool of the proxy is one call of it. */
export function createAgentService(options: AgentServiceOptions): AgentService {
  const { sessions, log = () => {}, audit, inspect, now = Date.now } = options;
  const policy = { ...DEFAULT_POLICY, ...options.policy };
  const since = now();
  const results = new Results();
  const slots = new TurnSlots(policy.maxTurns);
  const desk = new ApprovalDesk(
    {
      timeoutMs: policy.approvalTimeoutMs,
      fallback: policy.approvalDefault,
      onFallback: ({ agentId }) => noteAnswer(agentId, policy.approvalDefault, { by: 'default' }),
    },
    now,
  );
  const host = new BackendHost({
    start: options.startBackend,
    patience: BACKEND_PATIENCE,
    inspect,
    onLost(error) {
      const cause = error ?? new RefusedError(shuttingDown());
      log(error === null ? 'info' : 'warn', 'codex is gone', { code: refusalOf(cause).code });
      roster.loseAll(cause);
    },
  });
  let tickets = 0;
  const roster: Roster = new Roster({
    sessions,
    rights: policy.rights,
    onEnded: hearEnd,
    parts: {
      ...{ host, desk, slots, now, inspect, log },
      nextTicket: () => `turn-${++tickets}`,
      patience: {
        silenceMs: policy.watchdogMs,
        errorMs: Math.min(ERROR_PATIENCE_MS, policy.watchdogMs),
        interruptMs: policy.closeTimeoutMs,
      },
      archivesOnClose: policy.archiveOnClose,
      turnTimeoutMs: policy.turnTimeoutMs,
    },
  });
  const finder = new Finder(sessions, roster);
  const starts = new Starts({ sessions, team: options.team, policy, roster, finder });
  const turns = new Map<string, Turn>();
  let ending: Promise<void> | undefined;

  function hearEnd(agentId: string, { end, turnId }: EndedTurn): void {
    results.keep(agentId, end, turnId);
    log('info', 'turn ended', { agentId, turnId, how: end.type });
    audit?.({ event: 'turn.ended', agentId, turnId, how: end.type });
  }

  function noteAnswer(
    agentId: string,
    { decision }: ApprovalDecision,
    more: Pick<AuditEntry, 'by'> = {},
  ): void {
    const facts = { agentId, decision, ...more };
    log('info', 'approval answered', facts);
    audit?.({ event: 'approval.answered', ...facts });
  }

  /** Runs what a tool asks; a failure is a refusal that says what it means. */
  async function attempt<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work();
    } catch (error) {
      const reason = refusalOf(error);
      log('warn', 'a call failed', { code: reason.code });
      return refused(reason);
    }
  }

  async function begun(work: () => Promise<Outcome<Turn>>, prompt: string): Promise<Outcome<Turn>> {
    if (ending !== undefined) return refused(shuttingDown());
    const outcome = await attempt(work);
    if (outcome.ok) keep(outcome.value, prompt);
    return outcome;
  }

  function keep(turn: Turn, prompt: string): void {
    turns.set(turn.ticket, turn);
    log('info', 'turn asked for', { agentId: turn.agentId, ticket: turn.ticket });
    audit?.({ event: 'turn.asked', agentId: turn.agentId, identity: turn.identity, prompt });
    void turn.ended.then(() => forgetLater(turn));
  }

  /** A call that is repeated for its result finds the turn a while after its end. */
  function forgetLater({ ticket }: Turn): void {
    setTimeout(() => turns.delete(ticket), policy.approvalTimeoutMs).unref();
  }

  async function close(address: Address): Promise<Outcome<SessionRecord>> {
    const found = await finder.find(address);
    if (!found.ok) return found;
    const { agentId } = found.value;
    if (!(await roster.close(agentId, policy.closeTimeoutMs))) return finder.elsewhere(agentId);
    log('info', 'session closed', { agentId });
    audit?.({ event: 'session.closed', agentId });
    return { ok: true, value: sessions.supervisor.get(agentId) ?? found.value };
  }

  return {
    start: (request: StartRequest, watcher: TurnWatcher = {}) =>
      begun(() => starts.start(request, watcher), request.prompt),
    reply: (request: ReplyRequest, watcher: TurnWatcher = {}) =>
      begun(() => starts.reply(request, watcher), request.prompt),
    turn: (ticket) => turns.get(ticket),
    currentTurn: (agentId) => roster.get(agentId)?.current,
    list: (filter = {}) => listAgents({ sessions, roster, desk }, filter),
    status: () =>
      statusOf({
        sessions,
        host,
        slots,
        ...{ team: options.team, policy, uptimeMs: now() - since },
      }),
    close: (address) => attempt(() => close(address)),
    result: (address) =>
      attempt(async () => {
        const found = await finder.find(address);
        if (!found.ok) return found;
        const isBusy = roster.get(found.value.agentId)?.current !== undefined;
        const last = await results.last(found.value, isBusy, host);
        return { ok: true, value: { ...viewOf(found.value), last } };
      }),
    approve(approvalId, decision) {
      const approval = desk.answer(approvalId, decision);
      if (approval === undefined) return refused(noApproval(approvalId, desk.open.length));
      noteAnswer(approval.agentId, decision);
      return { ok: true, value: approval };
    },
    approvals: () => desk.open,
    shutdown(patience) {
      ending ??= shutDown({ sessions, roster, host, desk, turns, ...patience });
      return ending;
    },
  };

  function viewOf(record: Parameters<typeof results.last>[0]) {
    const agent = roster.get(record.agentId);
    const approvals = desk.open.filter(({ agentId }) => agentId === record.agentId);
    return { record, approvals, turn: agent?.current?.progress ?? IDLE };
  }
}

function noApproval(approvalId: string, open: number) {
  const message = `approval '${approvalId}' is not open: it was answered, withdrawn, or never asked; agent_sessions shows the ${open} that are`;
  return refusal('approval_not_found', message);
}
