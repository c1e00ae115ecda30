import type {
  BackendSight,
  ChartValue,
  ControlApproval,
  ControlPicture,
  News,
  SessionSight,
} from '../../control/index.js';
import type { SessionChange, SessionRecord } from '../../domain/index.js';
import type { FleetNews } from '../fleet/api.js';

/** What is seen of all processes. Never changed: what follows is a new one that shares the rest. */
export interface View {
  readonly processes: ReadonlyMap<string, ProcessView>;
}

export interface ProcessView {
  readonly key: string;
  readonly pid: number;
  readonly team: string;
  /** Since when it serves: RFC 3339. */
  readonly since: string;
  readonly maxConcurrent: number;
  /** By agent id, in the order they became known. */
  readonly sessions: ReadonlyMap<string, SessionView>;
  readonly approvals: readonly ControlApproval[];
  readonly backend: BackendSight | null;
  /** The states of the two statecharts a process has one of; null until they are told. */
  readonly charts: Readonly<Record<'supervisor' | 'backend', ChartValue | null>>;
}

export interface SessionView {
  readonly record: SessionRecord;
  readonly sight: SessionSight | null;
  /** The state of its turns' statechart; null while it has none. */
  readonly turns: ChartValue | null;
}

export const EMPTY_VIEW: View = Object.freeze({ processes: new Map() });

/** What is seen after a piece of news. */
export function viewAfter(view: View, news: FleetNews): View {
  const processes = new Map(view.processes);
  if (news.type === 'left') processes.delete(news.process);
  else if (news.type === 'joined') {
    processes.set(news.process, processOf(news.process, news.picture));
  } else {
    const before = processes.get(news.process);
    if (before === undefined) return view;
    const after = processAfter(before, news.news);
    if (after === before) return view;
    processes.set(news.process, after);
  }
  return { processes };
}

/** How many sessions of a process are active: what the maximum is compared to. */
export function activeIn({ sessions }: ProcessView): number {
  return [...sessions.values()].filter(({ record }) => record.status === 'active').length;
}

function processOf(key: string, picture: ControlPicture): ProcessView {
  const { pid, team, since, maxConcurrent, approvals, backend, charts } = picture;
  const sights = new Map(picture.sights.map((sight) => [sight.agentId, sight]));
  const turns = new Map(
    charts.flatMap(({ chart, agentId, value }) => (chart === 'turns' ? [[agentId, value]] : [])),
  );
  const sessions = picture.sessions.map((record): [string, SessionView] => {
    const { agentId } = record;
    const sight = sights.get(agentId) ?? null;
    return [agentId, { record, sight, turns: turns.get(agentId) ?? null }];
  });
  const valueNow = (name: 'supervisor' | 'backend') =>
    charts.find(({ chart }) => chart === name)?.value ?? null;
  return {
    ...{ key, pid, team, since, maxConcurrent, approvals, backend },
    sessions: new Map(sessions),
    charts: { supervisor: valueNow('supervisor'), backend: valueNow('backend') },
  };
}

function processAfter(process: ProcessView, news: News): ProcessView {
  switch (news.type) {
    case 'session':
      return news.change.type === 'refused' ? process : sessionsAfter(process, news.change);
    case 'sight':
      return withSession(process, news.sight.agentId, { sight: news.sight });
    case 'approvals':
      return { ...process, approvals: news.approvals };
    case 'backend':
      return { ...process, backend: news.backend };
    case 'step':
      return stepped(process, news);
    default:
      // of a newer process
      return process;
  }
}

type Told = Exclude<SessionChange, { readonly type: 'refused' }>;

function sessionsAfter(process: ProcessView, { type, record }: Told): ProcessView {
  const { agentId } = record;
  if (type !== 'forgotten' && process.sessions.has(agentId)) {
    return withSession(process, agentId, { record });
  }
  const sessions = new Map(process.sessions);
  if (type === 'forgotten') sessions.delete(agentId);
  else sessions.set(agentId, { record, sight: null, turns: null });
  return { ...process, sessions };
}

function stepped(process: ProcessView, step: Extract<News, { type: 'step' }>): ProcessView {
  const { chart, agentId, value } = step;
  if (chart === 'supervisor' || chart === 'backend') {
    return { ...process, charts: { ...process.charts, [chart]: value } };
  }
  if (chart !== 'turns' || agentId === null) return process;
  return withSession(process, agentId, { turns: value });
}

function withSession(
  process: ProcessView,
  agentId: string,
  changes: Partial<SessionView>,
): ProcessView {
  const before = process.sessions.get(agentId);
  if (before === undefined) return process;
  const sessions = new Map(process.sessions);
  sessions.set(agentId, { ...before, ...changes });
  return { ...process, sessions };
}
