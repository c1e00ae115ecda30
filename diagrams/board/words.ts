import type {
  BackendSight,
  ChartName,
  ChartValue,
  ControlApproval,
  EndedTurnSight,
  News,
  SessionSight,
} from '../../src/control/index.js';
import type { SessionRecord, StaleReason } from '../../src/domain/index.js';
import { refusals } from '../../src/domain/refusals.js';
import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { ago } from './moment.js';

type Fields = Partial<SessionRecord> & Pick<SessionRecord, 'team' | 'identity'>;

/** A session; its agent id and its thread are made of its names. */
export function session({ team, identity, ...fields }: Fields): SessionRecord {
  return {
    ...{ agentId: `codex:${team}-${identity}`, threadId: `thread-${team}-${identity}` },
    ...{ team, identity, cwd: `/home/dev/${team}`, repoRoot: `/home/dev/${team}` },
    ...{ repoName: team, branch: 'main', startedAt: ago(130), lastActive: ago(2) },
    ...{ status: 'active', threadState: 'busy', extra: {} },
    ...fields,
  };
}

export function sight(
  { agentId }: SessionRecord,
  fields: Omit<SessionSight, 'agentId' | 'queued'> & { readonly queued?: number },
): SessionSight {
  return { agentId, queued: 0, ...fields };
}

/** The turns that ended, newest first, a few minutes one before the other. */
export function ended(...outcomes: readonly EndedTurnSight['how'][]): EndedTurnSight[] {
  return outcomes.map((how, place) => ({
    ...{ turnId: `turn-${outcomes.length - place}`, how },
    ...{ since: ago(14 + 9 * place), endedAt: ago(11 + 9 * place) },
  }));
}

/** What happens in one process. */
export function newsOf(process: string) {
  const told = (news: News): FleetNews => ({ type: 'news', process, news });
  return {
    moved: (
      at: string,
      previous: SessionRecord,
      fields: Partial<SessionRecord>,
      reason?: StaleReason,
    ) => {
      const record = { ...previous, ...fields };
      if (reason === undefined) {
        return told({ type: 'session', at, change: { type: 'changed', record, previous } });
      }
      return told({ type: 'session', at, change: { type: 'stale', record, previous, reason } });
    },
    nameTaken: (at: string, { identity, agentId }: SessionRecord) => {
      const refusal = refusals.identityConflict(identity, agentId);
      return told({
        type: 'session',
        at,
        change: { type: 'refused', command: 'register', refusal },
      });
    },
    full: (at: string, max: number) => {
      const refusal = refusals.maxSessionsExceeded(max);
      return told({
        type: 'session',
        at,
        change: { type: 'refused', command: 'register', refusal },
      });
    },
    seen: (at: string, what: SessionSight) => told({ type: 'sight', at, sight: what }),
    asked: (at: string, approvals: readonly ControlApproval[]) =>
      told({ type: 'approvals', at, approvals }),
    backend: (at: string, backend: BackendSight) => told({ type: 'backend', at, backend }),
    stepped: (
      at: string,
      chart: ChartName,
      whose: SessionRecord | null,
      event: string,
      value: ChartValue,
    ) => told({ type: 'step', at, chart, agentId: whose?.agentId ?? null, event, value }),
  };
}
