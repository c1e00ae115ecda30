import type { ApprovalKind, ApprovalRequested, FileChange } from '../domain/ports/codex.js';
import { typedCommand } from '../domain/shell-words.js';
import type { ServerRequests } from './protocol/server-requests.js';
import { fieldOf, itemsOf, nameOf, objectOf, textOf, type Unread, unread } from './unread.js';

type Params<Method extends keyof ServerRequests> = Unread<ServerRequests[Method]['params']>;

/** The requests of Codex that a person can answer, and what each is about. */
const KINDS = {
  'item/commandExecution/requestApproval': 'command',
  'item/fileChange/requestApproval': 'file_change',
  'item/permissions/requestApproval': 'permissions',
  'mcpServer/elicitation/request': 'mcp_elicitation',
  'item/tool/requestUserInput': 'question',
} as const satisfies { [Method in keyof ServerRequests]: ApprovalKind };

/** Where a request may say what it belongs to. */
interface Belonging {
  readonly threadId?: string;
  readonly turnId?: string | null;
  readonly itemId?: string;
}

/** What is asked, before it has a request id. */
export type Question = Omit<ApprovalRequested, 'type' | 'requestId'>;

/**
 * Reads a request of Codex.
 *
 * @param changesOf finds the changes an item announced.
 * @returns undefined when it is none a person can answer, or belongs to no thread.
 */
export function questionOf(
  method: string,
  params: unknown,
  changesOf: (threadId: string, itemId: string) => readonly FileChange[],
): Question | undefined {
  const belonging: Unread<Belonging> = unread(params);
  const fields = objectOf(params);
  const threadId = nameOf(fieldOf(belonging, 'threadId'));
  if (!isApproval(method) || fields === undefined || threadId === undefined) return undefined;
  const kind = KINDS[method];
  const itemId = nameOf(fieldOf(belonging, 'itemId')) ?? null;
  const turnId = nameOf(fieldOf(belonging, 'turnId')) ?? null;
  const changes = itemId === null ? [] : changesOf(threadId, itemId);
  const question = printable(SENTENCES[kind](unread(params), changes));
  return { kind, threadId, turnId, itemId, question, changes, params: fields };
}

function isApproval(method: string): method is keyof typeof KINDS {
  return Object.hasOwn(KINDS, method);
}

type Sentence = (params: Unread<never>, changes: readonly FileChange[]) => string;

const SENTENCES: Readonly<Record<ApprovalKind, Sentence>> = {
  command: askForCommand,
  file_change: askForChanges,
  permissions: askForPermissions,
  mcp_elicitation: askForServer,
  question: askForAnswers,
};

function askForCommand(params: Params<'item/commandExecution/requestApproval'>): string {
  const host = nameOf(fieldOf(fieldOf(params, 'networkApprovalContext'), 'host'));
  const command = nameOf(fieldOf(params, 'command'));
  const cwd = nameOf(fieldOf(params, 'cwd'));
  const run = command === undefined ? 'run a command' : `run \`${typedCommand(command)}\``;
  const reach = host === undefined ? '' : ` and reach ${host}`;
  const place = cwd === undefined ? '' : ` in ${cwd}`;
  return `Codex wants to ${run}${reach}${place}${because(fieldOf(params, 'reason'))}`;
}

function askForChanges(
  params: Params<'item/fileChange/requestApproval'>,
  changes: readonly FileChange[],
): string {
  const paths = changes.map(({ path }) => path).join(', ');
  const root = nameOf(fieldOf(params, 'grantRoot'));
  const scope = root === undefined ? '' : ` and to write anything under ${root}`;
  const what = paths === '' ? 'change files' : `change ${paths}`;
  return `Codex wants to ${what}${scope}${because(fieldOf(params, 'reason'))}`;
}

function askForPermissions(params: Params<'item/permissions/requestApproval'>): string {
  const { network, fileSystem } = objectOf(fieldOf(params, 'permissions')) ?? {};
  const asked = [
    ...(objectOf(network) ? ['the network'] : []),
    ...(objectOf(fileSystem) ? ['files'] : []),
  ];
  const what = asked.length === 0 ? '' : ` for ${asked.join(' and ')}`;
  return `Codex wants more permissions${what}${because(fieldOf(params, 'reason'))}`;
}

function askForServer(params: Params<'mcpServer/elicitation/request'>): string {
  const message = nameOf(fieldOf(params, 'message')) ?? 'may I go on?';
  return `The MCP server ${textOf(fieldOf(params, 'serverName'))} asks: ${message}`;
}

function askForAnswers(params: Params<'item/tool/requestUserInput'>): string {
  const questions = itemsOf(fieldOf(params, 'questions')).map((question) =>
    textOf(fieldOf(question, 'question')),
  );
  return questions.join(' ');
}

function because(reason: Unread<string | null | undefined>): string {
  const text = nameOf(reason);
  return text === undefined ? '' : `: ${text}`;
}

/** What moves a cursor or turns the direction of writing could hide what is asked. */
function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
