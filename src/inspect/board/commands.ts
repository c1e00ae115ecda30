import { approvalAnswerIn } from '../../control/approvals.js';
import { type ApprovalAnswer, type ApprovalOutcome, ControlError } from '../../control/index.js';
import { isJsonObject } from '../../domain/index.js';
import type { Fleet } from '../fleet/api.js';
import { type Refusal, refusal } from './refusals.js';

/** What a person can do from the page. */
export type CommandName = 'close' | 'approve';

type Command =
  | { readonly type: 'close'; readonly process: string; readonly agentId: string }
  | { readonly type: 'approve'; readonly process: string; readonly answer: ApprovalAnswer };

/** What a command came to, as the page is told it. */
export type Reply =
  | { readonly type: 'done'; readonly value: { readonly closed: boolean } | ApprovalOutcome }
  | Refusal;

/** Reads what was posted, and has it done by the process it names. Never rejects. */
export async function carryOut(
  name: CommandName,
  posted: unknown,
  fleet: Pick<Fleet, CommandName>,
): Promise<Reply> {
  const command = commandIn(name, posted);
  if (typeof command === 'string') return refusal('invalid_request', command);
  try {
    return { type: 'done', value: await done(command, fleet) };
  } catch (cause) {
    return refusalOf(cause);
  }
}

function commandIn(name: CommandName, posted: unknown): Command | string {
  if (!isJsonObject(posted)) return 'what is posted must be an object';
  const { process, agentId, answer } = posted;
  if (typeof process !== 'string') return '`process` must be a string';
  if (name === 'close') {
    return typeof agentId === 'string'
      ? { type: 'close', process, agentId }
      : '`agentId` must be a string';
  }
  if (!isJsonObject(answer)) return '`answer` must be an object';
  const read = approvalAnswerIn(answer);
  return typeof read === 'string' ? read : { type: 'approve', process, answer: read };
}

async function done(command: Command, fleet: Pick<Fleet, CommandName>) {
  if (command.type === 'approve') return fleet.approve(command.process, command.answer);
  return { closed: await fleet.close(command.process, command.agentId) };
}

/** The status of whoever asks another and gets no good answer. */
const BAD_GATEWAY = 502;

function refusalOf(cause: unknown): Refusal {
  if (!(cause instanceof ControlError)) return refusal('failed', 'this failed in the board itself');
  const { code, message } = cause.refusal ?? cause;
  return { type: 'refused', status: BAD_GATEWAY, code, message };
}
