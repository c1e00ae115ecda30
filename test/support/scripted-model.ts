import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { lastPromptOf, type ModelBody } from './scripted-model/request.js';
import { respond } from './scripted-model/respond.js';

export type { ModelBodySummary } from './scripted-model/request.js';

/** A request the model was sent, whatever it was. */
export interface ModelRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty when it was no JSON. */
  readonly body: ModelBody;
  /** The last prompt in it, "" without one. */
  readonly prompt: string;
}

/** A model that does what the last prompt of a request says, on loopback. */
export interface ScriptedModel {
  /** The base URL for a model provider. */
  readonly url: string;
  /** Everything it was sent, in order. */
  readonly requests: readonly ModelRequest[];
  /** The first request whose last prompt has this text in it: one that came, or one that comes. */
  requested(text: string): Promise<ModelRequest>;
  close(): Promise<void>;
}

/**
 * Starts a model that speaks the Responses API (server-sent events) as far as Codex needs it.
 *
 * The last user message of a request picks the scenario; its words may stand anywhere in it:
 *
 * | words | the answer |
 * |---|---|
 * | none | a message "hello from mock N", N counts the requests |
 * | say:\`TEXT\` | a message TEXT |
 * | count | "user messages: K; last: ...": shows how much history was sent |
 * | dump | a summary of the request as JSON, see `ModelBodySummary` |
 * | deltas=N | the message comes in N deltas |
 * | slow=MS, wait=MS | so much time between two events of a message; before anything is sent |
 * | hang | `response.created`, then silence until the client goes away |
 * | reasoning | a reasoning item before the message |
 * | commentary, only-commentary | a message of phase commentary before the final one; nothing else |
 * | two-messages | two final messages in one response |
 * | empty | a response without any item |
 * | exec:\`CMD\` | calls the shell; after its output, the message "exec said: ..." |
 * | escalate | exec asks to leave the sandbox |
 * | patch:\`FILE\` | adds FILE with one line; afterwards "patch said: ..." |
 * | ask | calls request_user_input with one question; afterwards "ask said: ..." |
 * | tool:\`NAME JSON\` | calls a function (or NAMESPACE.NAME); afterwards "tool said: ..." |
 * | calls=N, parallel=N | N responses with a call in a row; N calls in one response |
 * | then:\`PROMPT\` | in a scenario with calls: what the request after the output is answered by |
 * | http500 (or any status) | a plain HTTP error of that status |
 * | failed, failed=CODE | `response.failed` with server_error, or that code |
 * | incomplete | `response.incomplete` |
 * | disconnect | half of the message, then the connection is gone |
 * | badsse | a body that is no event stream |
 *
 * @param options.port where to listen; a free port unless given.
 */
export async function startScriptedModel(options: { port?: number } = {}): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const waiting = new Set<(request: ModelRequest) => void>();
  let served = 0;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    requests.push(request);
    for (const tell of waiting) tell(request);
    const [path = ''] = request.url.split('?');
    if (request.method === 'GET' && /\/models\b/.test(request.url)) {
      return plain(response, 200, { models: [], data: [] });
    }
    if (request.method !== 'POST' || !path.endsWith('/responses')) {
      return plain(response, 404, { error: { message: 'not found' } });
    }
    served += 1;
    await respond(response, request.body, served);
  }

  const server = createServer((incoming, response) => {
    // a client that goes away in the middle is part of the script
    answer(incoming, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model has no port');

  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    requested(text) {
      const found = requests.find(({ prompt }) => prompt.includes(text));
      if (found) return Promise.resolve(found);
      return new Promise((resolve) => {
        const tell = (request: ModelRequest) => {
          if (!request.prompt.includes(text)) return;
          waiting.delete(tell);
          resolve(request);
        };
        waiting.add(tell);
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: IncomingMessage): Promise<ModelRequest> {
  const { method = '', url = '', headers } = incoming;
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = parse(Buffer.concat(chunks).toString('utf8'));
  return { method, url, headers, body, prompt: lastPromptOf(body).prompt };
}

function parse(text: string): ModelBody {
  try {
    return text === '' ? {} : (JSON.parse(text) as ModelBody);
  } catch {
    return {};
  }
}

function plain(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
