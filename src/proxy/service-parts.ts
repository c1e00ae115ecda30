import type { DurableSessions, Inspect } from '../runtime/index.js';
import { ActorGroup } from '../runtime/inspection.js';
import type { AgentParts } from './agent-parts.js';
import { ApprovalDesk } from './approval-desk.js';
import type { Audit } from './audit.js';
import { BACKEND_PATIENCE, BackendHost, type StartBackend } from './backend-host.js';
import { type Chronicle, createChronicle } from './chronicle.js';
import { Finder } from './finder.js';
import { History } from './history.js';
import type { Log } from './log.js';
import { DEFAULT_POLICY, type ServicePolicy } from './policy.js';
import { RefusedError, refusalOf, shuttingDown } from './refusals.js';
import { Results } from './results.js';
import { Roster } from './roster.js';
import type { AgentSights } from './sight.js';
import { Sights } from './sights.js';
import { Signals } from './signals.js';
import { TurnSlots } from './slots.js';
import { Starts } from './starts.js';

/** What an agent service is made from: sessions, and a way to start Codex. */
export interface AgentServiceOptions {
  /** Opened, and owned from now on: `shutdown` shuts it down. */
  readonly sessions: DurableSessions;
  readonly team: string;
  readonly startBackend: StartBackend;
  /** What the person it serves has decided; `DEFAULT_POLICY` where they have not. */
  readonly policy?: Partial<ServicePolicy> | undefined;
  readonly log?: Log | undefined;
  readonly audit?: Audit | undefined;
  /** Sees the actors of the turns and of the backend, or looks at them when it likes. */
  readonly inspect?: Inspect | undefined;
  /** Milliseconds since the epoch; the system's clock unless given. */
  readonly now?: () => number;
}

/** What the service is made of. */
export interface ServiceParts {
  readonly sessions: DurableSessions;
  readonly team: string;
  readonly policy: ServicePolicy;
  readonly log: Log;
  readonly now: () => number;
  readonly chronicle: Chronicle;
  readonly results: Results;
  readonly slots: TurnSlots;
  readonly desk: ApprovalDesk;
  readonly host: BackendHost;
  readonly roster: Roster;
  readonly finder: Finder;
  readonly starts: Starts;
  readonly sights: AgentSights;
}

/** The patience with an error that Codex told and does not act on, in milliseconds. */
const ERROR_PATIENCE_MS = 5_000;

export function assemble(options: AgentServiceOptions): ServiceParts {
  const { sessions, team, log = () => {}, now = Date.now } = options;
  const policy = { ...DEFAULT_POLICY, ...options.policy };
  const chronicle = createChronicle(log, options.audit);
  const results = new Results();
  const slots = new TurnSlots(policy.maxTurns);
  const signals = new Signals();
  const history = new History(sessions.supervisor, now);
  const desk = deskOf(policy, chronicle, now, signals);
  const actors = new ActorGroup(options.inspect);
  const host = hostOf(options, { actors, log, signals }, (cause) => roster.loseAll(cause));
  const roster: Roster = new Roster({
    sessions,
    rights: policy.rights,
    onEnded(agentId, ended) {
      results.keep(agentId, ended.end, ended.turnId);
      const record = sessions.supervisor.get(agentId);
      if (record !== undefined) history.ended(record, ended);
      signals.agent(agentId);
      chronicle.turnEnded(agentId, ended);
    },
    parts: { ...patienceOf(policy), ...{ host, desk, slots, now, actors, signals, log } },
  });
  const finder = new Finder(sessions, roster);
  const starts = new Starts({ sessions, team, policy, roster, finder });
  const places = { sessions, roster, history, desk, results, host, signals, now, log };
  return {
    ...{ sessions, team, policy, log, now, chronicle },
    ...{ results, slots, desk, host, roster, finder, starts, sights: new Sights(places) },
  };
}

function deskOf(
  policy: ServicePolicy,
  chronicle: Chronicle,
  now: () => number,
  signals: Signals,
): ApprovalDesk {
  const { approvalTimeoutMs: timeoutMs, approvalDefault: fallback } = policy;
  const onFallback = ({ agentId }: { readonly agentId: string }) =>
    chronicle.approvalAnswered(agentId, fallback, 'default');
  const onChange = () => signals.approvals();
  return new ApprovalDesk({ timeoutMs, fallback, onFallback, onChange }, now);
}

function hostOf(
  { startBackend }: AgentServiceOptions,
  { actors, log, signals }: Pick<AgentParts, 'actors' | 'log' | 'signals'>,
  loseAll: (cause: unknown) => void,
): BackendHost {
  return new BackendHost({
    start: startBackend,
    patience: BACKEND_PATIENCE,
    actors,
    onChange: () => signals.backend(),
    onLost(error) {
      const cause = error ?? new RefusedError(shuttingDown());
      log(error === null ? 'info' : 'warn', 'codex is gone', { code: refusalOf(cause).code });
      loseAll(cause);
    },
  });
}

function patienceOf(policy: ServicePolicy) {
  let tickets = 0;
  return {
    nextTicket: () => `turn-${++tickets}`,
    patience: {
      silenceMs: policy.watchdogMs,
      errorMs: Math.min(ERROR_PATIENCE_MS, policy.watchdogMs),
      interruptMs: policy.closeTimeoutMs,
    },
    archivesOnClose: policy.archiveOnClose,
    turnTimeoutMs: policy.turnTimeoutMs,
  };
}
