import { ControlError, type SessionStory } from '../../control/index.js';
import type { Owner, SessionRecord } from '../../domain/index.js';
import { sentenceOf } from '../errors.js';
import { reached } from '../reached.js';
import type { Located } from '../teams.js';
import type { AuditedEvent } from './audit.js';
import { type Resumption, resumptionOf } from './resumption.js';

/** What is told of a session, and by whom it is known. */
export interface Tale extends SessionStory {
  readonly owner: Owner | null;
  /** Why the process that has it did not tell it; null if it did, or if there is none. */
  readonly silence: string | null;
  /** Null where there is no audit log; nothing is read of it where a process tells. */
  readonly audit: readonly AuditedEvent[] | null;
  readonly resumption: Resumption;
}

/** Where it is looked for what the process that has a session does not tell. */
export interface Sources {
  readonly audit: (agentId: string) => Promise<readonly AuditedEvent[] | null>;
  /** What a process remembers that had it. */
  readonly witness: (record: SessionRecord) => Promise<SessionStory | undefined>;
}

type Asked = Pick<Tale, 'silence'> & SessionStory;

/** Asks the process that has a session; what nobody tells is in the files. */
export async function taleOf({ seen, team }: Located, { audit, witness }: Sources): Promise<Tale> {
  const { owner } = seen;
  const asked = await askedOf(seen, witness);
  const { record } = asked;
  const rival = team.sessions.find(
    (other) =>
      other.owner !== null &&
      other.record.identity === record.identity &&
      other.record.agentId !== record.agentId,
  )?.record;
  const isTold = asked.silence === null && asked.steps.length > 0;
  return {
    ...asked,
    owner,
    audit: isTold ? [] : await audit(record.agentId),
    resumption: resumptionOf({ record, owner, rival }),
  };
}

async function askedOf(
  { owner, control, record }: Located['seen'],
  witness: Sources['witness'],
): Promise<Asked> {
  const known = { record, sight: null, approvals: [], steps: [], last: null };
  if (owner === null) return { ...known, ...remembered(record, await witness(record)) };
  if (control === null) return { ...known, silence: 'it has no control socket' };
  try {
    const client = await reached(control, owner);
    try {
      const story = await client.show(record.agentId);
      return story === null
        ? { ...known, silence: 'it does not know the session any more' }
        : { ...story, silence: null };
    } finally {
      client.end();
    }
  } catch (error) {
    return { ...known, silence: silenceOf(error) };
  }
}

/** The record is the file's: who had the session may not know what became of it. */
function remembered(record: SessionRecord, story: SessionStory | undefined) {
  if (story === undefined) return { silence: null };
  const { steps, last, sight } = story;
  const { status, threadState } = story.record;
  const isSame = status === record.status && threadState === record.threadState;
  return { steps, last, sight: isSame ? sight : null, silence: null };
}

function silenceOf(error: unknown): string {
  const isOlder = error instanceof ControlError && error.refusal?.code === 'unknown_method';
  return isOlder ? 'it is of an older version, which cannot tell' : sentenceOf(error);
}
