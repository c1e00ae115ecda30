import type { BackendSight, ControlPicture, News, SessionSight } from '../../control/index.js';
import type { SessionChange } from '../../domain/index.js';
import type { FleetNews } from '../../inspect/fleet/api.js';
import type { ProcessView, View } from '../../inspect/view/view.js';
import type { Look } from '../terminal.js';
import { counted } from '../text.js';
import { backendWords, isTroubled, nameOf, REASONS, TURN_WORDS } from './words.js';

/** Something that happened, in words for people. */
export interface Happening {
  /** RFC 3339. */
  readonly at: string;
  readonly team: string;
  readonly pid: number;
  /** May hold anything. */
  readonly text: string;
  readonly look: Look;
  /** What a turn does at the moment: told where each change is, and not kept. */
  readonly isMinor: boolean;
}

type Told = Pick<Happening, 'text' | 'look'> & { readonly isMinor?: true };

const told = (text: string, look: Look = 'plain'): Told => ({ text, look });

/** What news says that people want to know; nothing if they have seen it, or it is of machines. */
export function happeningsOf(news: FleetNews, before: View): readonly Happening[] {
  const known = before.processes.get(news.process);
  const { team, pid } = (news.type === 'joined' ? news.picture : known) ?? { team: '', pid: 0 };
  const { at, all } = toldBy(news, known);
  return all.map((one) => ({ at, team, pid, isMinor: false, ...one }));
}

function toldBy(
  news: FleetNews,
  known: ProcessView | undefined,
): { readonly at: string; readonly all: readonly Told[] } {
  if (news.type === 'joined') return { at: news.picture.at, all: [joined(news.picture)] };
  if (news.type === 'left') return { at: news.at, all: [told('the process is gone', 'yellow')] };
  const { at } = news.news;
  return { at, all: known === undefined ? [] : ofNews(news.news, known) };
}

function joined({ sessions, maxConcurrent }: ControlPicture): Told {
  const active = sessions.filter(({ status }) => status === 'active').length;
  return told(
    `serves ${counted(sessions.length, 'session')}, ${active} of ${maxConcurrent} active`,
  );
}

function ofNews(news: News, known: ProcessView): readonly Told[] {
  switch (news.type) {
    case 'session':
      return ofChange(news.change);
    case 'sight':
      return ofSight(news.sight, known);
    case 'approvals':
      return ofApprovals(news.approvals, known);
    case 'backend':
      return ofBackend(news.backend, known.backend);
    default:
      return [];
  }
}

function ofChange(change: SessionChange): readonly Told[] {
  if (change.type === 'refused') {
    return [told(`${change.command} refused: ${change.refusal.message}`, 'red')];
  }
  const { record, previous, reason } = change;
  const name = nameOf(record);
  const state = `${record.status}, ${record.threadState}`;
  switch (change.type) {
    case 'registered':
      return [told(`${name} is new: ${state}`, 'green')];
    case 'resumed':
      return [told(`${name} is back: ${state}`, 'green')];
    case 'stale':
      return [told(`${name} is stale${reason === undefined ? '' : `: ${REASONS[reason]}`}`)];
    case 'closed':
      return [told(`${name} is closed`)];
    case 'inserted':
      return [told(`${name} is known now: ${state}`)];
    case 'forgotten':
      return [told(`${name} is forgotten`)];
    default:
      return previous?.threadState === record.threadState || previous === undefined
        ? []
        : [told(`${name}: ${previous.threadState} → ${record.threadState}`)];
  }
}

/** What began and what ended; what changed within a turn is minor. */
function ofSight(sight: SessionSight, known: ProcessView): readonly Told[] {
  const session = known.sessions.get(sight.agentId);
  if (session === undefined) return [];
  const name = nameOf(session.record);
  const before = session.sight;
  const [ended] = sight.turns;
  const isNew = ended !== undefined && before?.turns[0]?.endedAt !== ended.endedAt;
  const end = isNew
    ? [told(`${name}: turn ${ended.how}`, ended.how === 'failed' ? 'red' : 'plain')]
    : [];
  const { turn } = sight;
  const isOther = turn?.state !== before?.turn?.state || turn?.activity !== before?.turn?.activity;
  if (turn === null || !isOther) return end;
  const doing = [TURN_WORDS[turn.state], turn.activity].filter((text) => text !== '').join(': ');
  return [...end, { ...told(`${name}: ${doing}`, 'dim'), isMinor: true }];
}

function ofApprovals(
  approvals: ProcessView['approvals'],
  { approvals: before, sessions }: ProcessView,
): readonly Told[] {
  const nameIn = (agentId: string): string => {
    const record = sessions.get(agentId)?.record;
    return record === undefined ? agentId : nameOf(record);
  };
  const lacks = (list: ProcessView['approvals'], id: string) =>
    list.every(({ approvalId }) => approvalId !== id);
  const opened = approvals.filter(({ approvalId }) => lacks(before, approvalId));
  const settled = before.filter(({ approvalId }) => lacks(approvals, approvalId));
  return [
    ...settled.map(({ agentId, approvalId }) =>
      told(`${nameIn(agentId)}: ${approvalId} is settled`),
    ),
    ...opened.map(({ agentId, approvalId, question }) =>
      told(`${nameIn(agentId)} asks (${approvalId}): ${question}`, 'yellow'),
    ),
  ];
}

function ofBackend(backend: BackendSight, before: BackendSight | null): readonly Told[] {
  const { state, pid, lastError } = backend;
  if (state === before?.state && pid === before.pid) return [];
  const isBad = isTroubled(backend);
  const process = pid === null ? '' : ` (process ${pid})`;
  const why = isBad && lastError !== null ? `: ${lastError}` : '';
  return [told(`${backendWords(backend)}${process}${why}`, isBad ? 'red' : 'plain')];
}
