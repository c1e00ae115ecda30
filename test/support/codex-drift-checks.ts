import type { OtherItemType, ThreadItems } from '../../src/codex/protocol/model.js';
import type { ServerNotifications } from '../../src/codex/protocol/notifications.js';
import type { ClientRequests } from '../../src/codex/protocol/requests.js';
import type { ServerRequests } from '../../src/codex/protocol/server-requests.js';

/** Fields that are passed on as Codex told them, or as a user wrote them: compared by name only. */
type PassedOn = string;

/** The requests we send: the generated type of the answer if we read it, and what is passed on. */
const SENT: Readonly<Record<keyof ClientRequests, readonly [answer: string | null, PassedOn]>> = {
  initialize: ['InitializeResponse', 'never'],
  'thread/start': ['v2/ThreadStartResponse', "'config'"],
  'thread/resume': ['v2/ThreadResumeResponse', "'config'"],
  'thread/fork': ['v2/ThreadForkResponse', "'config'"],
  'thread/read': ['v2/ThreadReadResponse', 'never'],
  'thread/turns/list': ['v2/ThreadTurnsListResponse', 'never'],
  'thread/backgroundTerminals/clean': [null, 'never'],
  'thread/unsubscribe': [null, 'never'],
  'thread/archive': [null, 'never'],
  'thread/unarchive': [null, 'never'],
  'turn/start': ['v2/TurnStartResponse', "'sandboxPolicy' | 'approvalPolicy'"],
  'turn/interrupt': [null, 'never'],
  'config/read': ['v2/ConfigReadResponse', 'never'],
};

/** The requests we answer: the generated type of the answer, and what is passed on. */
const ANSWERED: Readonly<Record<keyof ServerRequests, readonly [answer: string, PassedOn]>> = {
  'item/commandExecution/requestApproval': ['v2/CommandExecutionRequestApprovalResponse', 'never'],
  'item/fileChange/requestApproval': ['v2/FileChangeRequestApprovalResponse', 'never'],
  'item/permissions/requestApproval': ['v2/PermissionsRequestApprovalResponse', "'permissions'"],
  'mcpServer/elicitation/request': [
    'v2/McpServerElicitationRequestResponse',
    "'content' | '_meta'",
  ],
  'item/tool/requestUserInput': ['v2/ToolRequestUserInputResponse', 'never'],
};

const HEARD: Readonly<Record<keyof ServerNotifications, true>> = {
  'turn/started': true,
  'turn/completed': true,
  'item/started': true,
  'item/completed': true,
  'item/agentMessage/delta': true,
  error: true,
  'serverRequest/resolved': true,
  'thread/status/changed': true,
};

const ITEMS: Readonly<Record<keyof ThreadItems, true>> = {
  agentMessage: true,
  commandExecution: true,
  fileChange: true,
  mcpToolCall: true,
  dynamicToolCall: true,
};

const OTHER_ITEMS: Readonly<Record<OtherItemType, true>> = {
  reasoning: true,
  plan: true,
  collabAgentToolCall: true,
  webSearch: true,
  imageView: true,
  imageGeneration: true,
  sleep: true,
  functionCallOutput: true,
  enteredReviewMode: true,
  contextCompaction: true,
};

/** One line of the comparison, and what it means when it does not compile. */
type Check = readonly [sentence: string, line: string];

/** Types of the comparison, on one line each: its lines are counted. */
const PRELUDE = [
  'declare function given<T>(): T;',
  'type KeysOf<T> = T extends object ? keyof T : never;',
  'type At<T, K> = T extends object ? (K extends keyof T ? T[K] : never) : never;',
  'type Element<T> = T extends readonly (infer E)[] ? E : never;',
  // the names in O, at every depth, that T does not know; JSON of any shape has no names to compare
  'type Unknown<O, T> = [string | number | null] extends [O] ? never : UnknownOf<O, T>;',
  'type UnknownOf<O, T> = O extends readonly (infer E)[] ? Unknown<E, Element<T>> : O extends object ? UnknownIn<O, T> : never;',
  'type UnknownIn<O, T> = string extends keyof O ? never : { [K in keyof O]-?: K extends KeysOf<T> ? Unknown<O[K], At<T, K>> : K }[keyof O];',
  'type Full<T> = { [K in keyof T]: NonNullable<T[K]> };',
];

/**
 * Writes the comparison: a module that compiles when what we use is there as we think it is.
 *
 * @returns its text, and the sentence for each of its lines.
 */
export function checks(generated: string, ours: string): { text: string; sentences: string[] } {
  const all: Check[] = [
    ...importsOf(generated, ours),
    ...PRELUDE.map((line): Check => ['the comparison', line]),
    ...Object.entries(SENT).flatMap(([method, rest]) => checksOfSent(method, ...rest)),
    ...Object.entries(ANSWERED).flatMap(([method, rest]) => checksOfAnswered(method, ...rest)),
    ...Object.keys(HEARD).flatMap(checksOfHeard),
    ...Object.keys(ITEMS).flatMap(checksOfItem),
    ...Object.keys(OTHER_ITEMS).map(checkOfOtherItem),
    ...PASSED_ON,
  ];
  return {
    text: all.map(([, line]) => `${line}\n`).join(''),
    sentences: all.map(([sentence]) => sentence),
  };
}

const nameOf = (path: string): string => path.replace(/^v2\//, '');

function importsOf(generated: string, ours: string): Check[] {
  const answers = [...Object.values(SENT), ...Object.values(ANSWERED)].flatMap(([path]) =>
    path === null ? [] : [path],
  );
  const others = ['v2/RequestPermissionProfile', 'v2/GrantedPermissionProfile', 'v2/ThreadItem'];
  const roots = ['ClientRequest', 'ServerRequest', 'ServerNotification'];
  const theirs = [...roots, ...others, ...answers].map((path): Check => {
    const name = nameOf(path);
    return [`codex has no type ${name}`, `import type { ${name} } from '${generated}/${path}';`];
  });
  const own = [
    ['requests', 'ClientRequests'],
    ['server-requests', 'ServerRequests'],
    ['notifications', 'ServerNotifications'],
    ['model', 'ThreadItems'],
  ].map(
    ([file, name]): Check => [
      'our types',
      `import type { ${name} as Our${name} } from '${ours}/${file}.js';`,
    ],
  );
  return [...theirs, ...own];
}

/** What we write must be taken, and every field of it must be known. */
function checksOfWritten(what: string, our: string, their: string, passedOn: PassedOn): Check[] {
  return [
    [
      `codex does not take what we write as ${what}`,
      `given<(it: Omit<${their}, ${passedOn}>) => void>()(given<Omit<${our}, ${passedOn}>>());`,
    ],
    [
      `codex does not know a field we write in ${what}`,
      `given<(it: never) => void>()(given<Unknown<${our}, ${their}>>());`,
    ],
  ];
}

/** What we read must be there, of the type we think; optional fields must at least be known. */
function checksOfRead(what: string, our: string, their: string): Check[] {
  return [
    [
      `codex does not write what we read of ${what}`,
      `given<(it: ${our}) => void>()(given<${their}>());`,
    ],
    [
      `codex does not know a field we read of ${what}`,
      `given<(it: never) => void>()(given<Unknown<${our}, ${their}>>());`,
    ],
  ];
}

function checkOfName(what: string, union: string, name: string): Check {
  return [`codex has no ${what} ${name}`, `given<(it: ${union}) => void>()('${name}');`];
}

function checksOfSent(method: string, answer: string | null, passedOn: PassedOn): Check[] {
  const our = `OurClientRequests['${method}']`;
  const their = `Extract<ClientRequest, { method: '${method}' }>['params']`;
  return [
    checkOfName('request', "ClientRequest['method']", method),
    ...checksOfWritten(`parameters of ${method}`, `${our}['params']`, their, passedOn),
    ...(answer === null
      ? []
      : checksOfRead(`the answer to ${method}`, `${our}['result']`, nameOf(answer))),
  ];
}

function checksOfAnswered(method: string, answer: string, passedOn: PassedOn): Check[] {
  const our = `OurServerRequests['${method}']`;
  const their = `Extract<ServerRequest, { method: '${method}' }>['params']`;
  return [
    checkOfName('server request', "ServerRequest['method']", method),
    ...checksOfRead(`the server request ${method}`, `${our}['params']`, their),
    ...checksOfWritten(`answer to ${method}`, `${our}['answer']`, nameOf(answer), passedOn),
  ];
}

function checksOfHeard(method: string): Check[] {
  const their = `Extract<ServerNotification, { method: '${method}' }>['params']`;
  return [
    checkOfName('notification', "ServerNotification['method']", method),
    ...checksOfRead(`the notification ${method}`, `OurServerNotifications['${method}']`, their),
  ];
}

function checksOfItem(type: string): Check[] {
  const their = `Extract<ThreadItem, { type: '${type}' }>`;
  return [
    checkOfName('item', "ThreadItem['type']", type),
    ...checksOfRead(`an item ${type}`, `OurThreadItems['${type}']`, their),
  ];
}

function checkOfOtherItem(type: string): Check {
  return checkOfName('item', "ThreadItem['type']", type);
}

/** What we pass on unread: what Codex tells in one place it must take in another. */
const PASSED_ON: readonly Check[] = [
  ...['sandboxPolicy', 'approvalPolicy'].map((field): Check => {
    const told = field === 'sandboxPolicy' ? 'sandbox' : field;
    return [
      `codex does not take the ${told} it told as ${field} of turn/start`,
      `given<(it: NonNullable<Extract<ClientRequest, { method: 'turn/start' }>['params']['${field}']>) => void>()(given<ThreadStartResponse['${told}']>());`,
    ];
  }),
  [
    'codex does not take the permissions it asked for as granted',
    'given<(it: GrantedPermissionProfile) => void>()(given<Full<RequestPermissionProfile>>());',
  ],
];
