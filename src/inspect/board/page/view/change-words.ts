import type { NewsLine, Tone } from './line.js';
import type { ProcessView, SessionChange, SessionRecord, StaleReason } from './types.js';

const REASONS: Readonly<Record<StaleReason, string>> = {
  lost: 'its process is gone',
  parked: 'parked',
  stopped: 'stopped',
  failed: 'its actor failed',
};

/** The words for a change of a session, or for a refusal. */
export function changeLine(change: SessionChange, process?: ProcessView): NewsLine {
  if (change.type === 'refused') {
    const { refusal, command } = change;
    const what = `${command === 'resume' ? 'resume refused' : 'refused'}: ${refusal.message}`;
    return { kind: 'refused', tone: 'danger', ...refusedWho(refusal, process), what };
  }
  const { agentId, identity } = change.record;
  return {
    kind: 'session',
    agentId,
    who: identity,
    tone: toneOf(change),
    what: changeWords(change),
  };
}

type Told = Exclude<SessionChange, { readonly type: 'refused' }>;

type Refusal = Extract<SessionChange, { readonly type: 'refused' }>['refusal'];

function refusedWho(refusal: Refusal, process: ProcessView | undefined) {
  if (!('agentId' in refusal)) return { agentId: null, who: 'supervisor' };
  const { agentId } = refusal;
  if ('identity' in refusal) return { agentId, who: refusal.identity };
  // names the session that holds the thread, not the one that was refused
  if (refusal.code === 'thread_held') return { agentId, who: 'supervisor' };
  return { agentId, who: process?.sessions.get(agentId)?.record.identity ?? agentId };
}

/** The tone of a record's states. */
export function recordTone({ status, threadState }: SessionRecord): Tone {
  if (status === 'closed') return 'muted';
  if (status === 'stale') return 'warning';
  return threadState === 'busy' ? 'busy' : 'idle';
}

function toneOf({ type, record, reason }: Told): Tone {
  if (reason === 'failed') return 'danger';
  return type === 'forgotten' ? 'muted' : recordTone(record);
}

function changeWords({ type, record, previous, reason }: Told): string {
  const moved = previous === undefined ? '' : movedWords(previous, record);
  switch (type) {
    case 'registered':
    case 'inserted':
      return `${type}: ${record.status}, ${record.threadState}`;
    case 'stale':
      return `${moved || 'stale'}${reason === undefined ? '' : ` (${REASONS[reason] ?? reason})`}`;
    case 'resumed':
      return moved === '' ? type : `${type}: ${moved}`;
    case 'closed':
    case 'forgotten':
      return type;
    default:
      return [moved, ...fieldWords(previous, record)].filter(Boolean).join('; ') || 'used';
  }
}

function movedWords(previous: SessionRecord, record: SessionRecord): string {
  const steps = [
    ...(previous.status === record.status ? [] : [`${previous.status} → ${record.status}`]),
    ...(previous.threadState === record.threadState
      ? []
      : [`${previous.threadState} → ${record.threadState}`]),
  ];
  return steps.join(', ');
}

const FIELDS = [
  ['identity', 'identity'],
  ['threadId', 'thread'],
  ['repoName', 'repository'],
  ['branch', 'branch'],
  ['cwd', 'folder'],
  ['tag', 'tag'],
  ['agentSource', 'agent file'],
] as const satisfies readonly (readonly [keyof SessionRecord, string])[];

function fieldWords(previous: SessionRecord | undefined, record: SessionRecord): string[] {
  if (previous === undefined) return [];
  return FIELDS.flatMap(([field, name]) => {
    if (previous[field] === record[field]) return [];
    return [`${name}: ${record[field] ?? 'none'}`];
  });
}
