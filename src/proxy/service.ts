import type { SessionRecord } from '../domain/index.js';
import type { ApprovalDecision } from '../domain/ports/codex.js';
import type {
  Address,
  AgentFilter,
  AgentResult,
  AgentService,
  AgentSights,
  AgentView,
  OpenApproval,
  Outcome,
  ReplyRequest,
  ServiceStatus,
  ShutdownOptions,
  StartRequest,
  Turn,
  TurnWatcher,
} from './api.js';
import { approvalsOf, IDLE, listAgents, statusOf } from './listing.js';
import { refusal, refusalOf, refused, shuttingDown } from './refusals.js';
import { type AgentServiceOptions, assemble, type ServiceParts } from './service-parts.js';
import { shutDown } from './shut-down.js';

export type { AgentServiceOptions } from './service-parts.js';

/** Puts the sessions of a team to work: every tool of the proxy is one call of it. */
export function createAgentService(options: AgentServiceOptions): AgentService {
  return new Service(assemble(options));
}

class Service implements AgentService {
  readonly sights: AgentSights;
  readonly #parts: ServiceParts;
  readonly #since: number;
  readonly #turns = new Map<string, Turn>();
  #ending: Promise<void> | undefined;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    this.#since = parts.now();
    this.sights = parts.sights;
  }

  start(request: StartRequest, watcher: TurnWatcher = {}): Promise<Outcome<Turn>> {
    return this.#begun(() => this.#parts.starts.start(request, watcher), request.prompt);
  }

  reply(request: ReplyRequest, watcher: TurnWatcher = {}): Promise<Outcome<Turn>> {
    return this.#begun(() => this.#parts.starts.reply(request, watcher), request.prompt);
  }

  turn(ticket: string): Turn | undefined {
    return this.#turns.get(ticket);
  }

  currentTurn(agentId: string): Turn | undefined {
    return this.#parts.roster.get(agentId)?.current;
  }

  list(filter: AgentFilter = {}): Promise<readonly AgentView[]> {
    return listAgents(this.#parts, filter);
  }

  status(): ServiceStatus {
    return statusOf(this.#parts, this.#parts.now() - this.#since);
  }

  close(address: Address): Promise<Outcome<SessionRecord>> {
    const { sessions, finder, roster, policy, chronicle } = this.#parts;
    return this.#attempt<SessionRecord>(async () => {
      const found = await finder.find(address);
      if (!found.ok) return found;
      const { agentId } = found.value;
      if (!(await roster.close(agentId, policy.closeTimeoutMs))) return finder.elsewhere(agentId);
      chronicle.sessionClosed(agentId);
      return { ok: true, value: sessions.supervisor.get(agentId) ?? found.value };
    });
  }

  result(address: Address): Promise<Outcome<AgentResult>> {
    const { finder, results, host, desk } = this.#parts;
    return this.#attempt(async () => {
      const found = await finder.find(address);
      if (!found.ok) return found;
      const record = found.value;
      const current = this.currentTurn(record.agentId);
      const last = await results.last(record, current !== undefined, host);
      const approvals = approvalsOf(desk, record.agentId);
      return { ok: true, value: { record, approvals, turn: current?.progress ?? IDLE, last } };
    });
  }

  approve(approvalId: string, decision: ApprovalDecision): Outcome<OpenApproval> {
    const { desk, chronicle } = this.#parts;
    const approval = desk.answer(approvalId, decision);
    if (approval === undefined) return refused(noApproval(approvalId, desk.open.length));
    chronicle.approvalAnswered(approval.agentId, decision);
    return { ok: true, value: approval };
  }

  approvals(): readonly OpenApproval[] {
    return this.#parts.desk.open;
  }

  shutdown(options: ShutdownOptions): Promise<void> {
    this.#ending ??= shutDown({ ...this.#parts, turns: this.#turns, ...options });
    return this.#ending;
  }

  async #begun(work: () => Promise<Outcome<Turn>>, prompt: string): Promise<Outcome<Turn>> {
    if (this.#ending !== undefined) return refused(shuttingDown());
    const outcome = await this.#attempt(work);
    if (outcome.ok) this.#keep(outcome.value, prompt);
    return outcome;
  }

  /** Runs what a tool asks; a failure is a refusal that says what it means. */
  async #attempt<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work();
    } catch (error) {
      const reason = refusalOf(error);
      this.#parts.log('warn', 'a call failed', { code: reason.code });
      return refused(reason);
    }
  }

  /** A call that is repeated for its result finds the turn a while after its end. */
  #keep(turn: Turn, prompt: string): void {
    const { policy, chronicle } = this.#parts;
    this.#turns.set(turn.ticket, turn);
    chronicle.turnAsked(turn, prompt);
    const forget = () => this.#turns.delete(turn.ticket);
    void turn.ended.then(() => setTimeout(forget, policy.approvalTimeoutMs).unref());
  }
}

function noApproval(approvalId: string, open: number) {
  const message = `approval '${approvalId}' is not open: it was answered, withdrawn, or never asked; agent_sessions shows the ${open} that are`;
  return refusal('approval_not_found', message);
}
