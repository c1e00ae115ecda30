import type { FleetNews } from '../../../fleet/api.js';
import { approvalsLine } from './approval-words.js';
import { changeLine } from './change-words.js';
import type { Line, NewsLine, Tone } from './line.js';
import { sightLine } from './sight-words.js';
import type { BackendSight, News, ProcessView, View } from './types.js';
import { briefly, eventWords } from './values.js';

/** The words for a piece of news, by what was seen before and after it. */
export function lineOf(news: FleetNews, before: View, after: View): Line {
  const { process } = news;
  const known = before.processes.get(process) ?? after.processes.get(process);
  if (news.type === 'joined') {
    const { pid, team } = news.picture;
    const what = `process ${pid} ${before.processes.has(process) ? 'is observed again' : 'joined'}`;
    return { ...ABOUT_PROCESS, process, team, pid, tone: 'active', who: team, what };
  }
  const { team, pid } = known ?? UNKNOWN;
  if (news.type === 'left') {
    const what = known === undefined ? 'a process left' : `process ${pid} left`;
    return { ...ABOUT_PROCESS, process, team, pid, tone: 'warning', who: team, what };
  }
  return { process, team, pid, ...newsLine(news.news, known, after.processes.get(process)) };
}

const UNKNOWN = { team: '', pid: 0 } as const;

const ABOUT_PROCESS = { kind: 'process', agentId: null } as const;

function newsLine(
  news: News,
  before: ProcessView | undefined,
  after: ProcessView | undefined,
): NewsLine {
  switch (news.type) {
    case 'session':
      return changeLine(news.change, before);
    case 'sight':
      return sightLine(news.sight, before?.sessions.get(news.sight.agentId));
    case 'approvals':
      return approvalsLine(news.approvals, before);
    case 'backend':
      return { ...ABOUT_PROCESS, who: 'backend', ...backendWords(news.backend) };
    case 'step':
      return stepLine(news, before, after);
    default:
      return {
        ...ABOUT_PROCESS,
        tone: 'muted',
        who: '',
        what: 'something this page knows nothing of',
      };
  }
}

const BACKEND_TONES: Readonly<Record<BackendSight['state'], Tone>> = {
  absent: 'muted',
  starting: 'busy',
  ready: 'active',
  backing_off: 'warning',
  failed: 'danger',
  stopping: 'warning',
  stopped: 'muted',
};

export function backendTone(state: BackendSight['state']): Tone {
  return BACKEND_TONES[state] ?? 'plain';
}

function backendWords({ state, version, pid, lastError }: BackendSight) {
  const facts = [
    ...(version === null ? [] : [`codex ${version}`]),
    ...(pid === null ? [] : [`pid ${pid}`]),
  ];
  const troubled = state === 'failed' || state === 'backing_off';
  const about = troubled && lastError !== null ? [lastError] : facts;
  const what = `${state.replace('_', ' ')}${about.length === 0 ? '' : `: ${about.join(', ')}`}`;
  return { tone: backendTone(state), what };
}

function stepLine(
  step: Extract<News, { type: 'step' }>,
  before: ProcessView | undefined,
  after: ProcessView | undefined,
): NewsLine {
  const { chart, agentId, value, event } = step;
  const session = after?.sessions.get(agentId ?? '') ?? before?.sessions.get(agentId ?? '');
  return {
    ...{ kind: 'step', tone: 'muted', agentId },
    who: session?.record.identity ?? agentId ?? chart,
    what: `${agentId === null ? '' : `${chart}: `}${eventWords(event)} → ${briefly(value)}`,
  };
}
