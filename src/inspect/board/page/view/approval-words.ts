import { isJsonObject } from '../../../../domain/json.js';
import type { NewsLine } from './line.js';
import { counted } from './text.js';
import type { ApprovalAnswer, ControlApproval, DecisionWord, ProcessView } from './types.js';

const KINDS: Readonly<Record<ControlApproval['kind'], string>> = {
  command: 'Run a command',
  file_change: 'Change files',
  permissions: 'Get more rights',
  mcp_elicitation: 'Use a tool',
  question: 'Question',
};

/** What an approval is about, as a heading. */
export function kindWords(kind: ControlApproval['kind']): string {
  return KINDS[kind] ?? 'Approval';
}

/** An answer a person can choose, and what it will do. */
export interface Choice {
  readonly decision: DecisionWord;
  readonly label: string;
  readonly consequence: string;
  readonly manner: 'primary' | 'plain' | 'danger';
}

export const CHOICES: readonly Choice[] = [
  {
    decision: 'accept',
    label: 'Accept',
    consequence: 'It is allowed this once.',
    manner: 'primary',
  },
  {
    decision: 'accept_for_session',
    label: 'Accept for the session',
    consequence: 'It is allowed, and the same is not asked again while the thread is loaded.',
    manner: 'plain',
  },
  {
    decision: 'decline',
    label: 'Decline',
    consequence: 'It is refused, and the agent goes on without.',
    manner: 'plain',
  },
  {
    decision: 'cancel',
    label: 'Cancel the turn',
    consequence: 'It is refused, and the turn is interrupted.',
    manner: 'danger',
  },
];

/** The answer a choice makes; `content` is what a person wrote for it, good JSON or nothing. */
export function answerOf(
  { approvalId }: ControlApproval,
  decision: DecisionWord,
  content: string,
): ApprovalAnswer {
  const fields = decision === 'accept' ? objectIn(content) : undefined;
  return { approvalId, decision, ...(fields !== undefined && { content: fields }) };
}

/** What is wrong with the content of an answer, or null. */
export function contentFault(content: string): string | null {
  if (content.trim() === '' || objectIn(content) !== undefined) return null;
  return 'This must be a JSON object, such as {"id": "answer"}.';
}

function objectIn(content: string): ApprovalAnswer['content'] {
  try {
    const value: unknown = JSON.parse(content);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The words for the approvals that are open now, against those that were before. */
export function approvalsLine(
  open: readonly ControlApproval[],
  process: ProcessView | undefined,
): NewsLine {
  const before = process?.approvals ?? [];
  const asked = without(open, before);
  const settled = without(before, open);
  const [one = settled[0]] = asked;
  const agentId = one?.agentId ?? null;
  const who = process?.sessions.get(agentId ?? '')?.record.identity ?? agentId ?? 'approvals';
  const words = [
    ...asked.map(({ question }) => `asks: ${question}`),
    ...settled.map(({ question }) => `settled: ${question}`),
  ];
  const what = words.join('; ') || `${counted(open.length, 'approval')} open`;
  return { kind: 'approval', tone: asked.length > 0 ? 'warning' : 'muted', agentId, who, what };
}

function without(
  some: readonly ControlApproval[],
  others: readonly ControlApproval[],
): readonly ControlApproval[] {
  const known = new Set(others.map(({ approvalId }) => approvalId));
  return some.filter(({ approvalId }) => !known.has(approvalId));
}
