/** An id of a JSON-RPC request; 1 and "1" are two. */
export type MessageId = string | number;

export type Fields = Readonly<Record<string, unknown>>;

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** What a request is answered by: a result or an error. */
export type Answer =
  | { readonly result: Fields; readonly error?: undefined }
  | { readonly error: RpcError; readonly result?: undefined };

/** One JSON-RPC message as it came: a request, a notification or an answer. */
export interface Message {
  readonly jsonrpc?: string;
  readonly id?: MessageId | null;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: RpcError;
}

export type Matches = (message: Message) => boolean;

/** A message that has a method and no id. */
export const isNotification = ({ method, id }: Message): boolean =>
  method !== undefined && id === undefined;

/** A message that has a method and an id: the server asks. */
export const isRequest = ({ method, id }: Message): boolean =>
  method !== undefined && id !== undefined && id !== null;

/** Matches notifications and requests of a method. */
export const of =
  (method: string): Matches =>
  (message) =>
    message.method === method;

/** A `codex/event` notification, taken apart. */
export interface CodexEvent {
  readonly requestId: MessageId;
  readonly threadId: string;
  /** The turn's; "" before the first. */
  readonly id: string;
  readonly msg: Fields & { readonly type: string };
}

/** The `codex/event` in a message; undefined if it is none. */
export function codexEventIn({ method, params = {} }: Message): CodexEvent | undefined {
  if (method !== 'codex/event') return undefined;
  const { _meta, id, msg } = params as {
    _meta: Pick<CodexEvent, 'requestId' | 'threadId'>;
  } & Pick<CodexEvent, 'id' | 'msg'>;
  return { requestId: _meta.requestId, threadId: _meta.threadId, id, msg };
}

/** Matches `codex/event` notifications of a type; of one request, if its id is given. */
export const codexEvent =
  (type: string, requestId?: MessageId): Matches =>
  (message) => {
    const event = codexEventIn(message);
    if (event?.msg.type !== type) return false;
    return requestId === undefined || event.requestId === requestId;
  };

/** The types of the `codex/event` notifications among messages, in order; of one request, or all. */
export function codexEventTypes(messages: readonly Message[], requestId?: MessageId): string[] {
  return messages.flatMap((message) => {
    const event = codexEventIn(message);
    if (event === undefined) return [];
    return requestId === undefined || event.requestId === requestId ? [event.msg.type] : [];
  });
}

/** The `_meta` that makes a raw request one of the revision 2026-07-28. */
export function envelope(capabilities: Fields = {}): Fields {
  return {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'lines', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
}
