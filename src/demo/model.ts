import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Reply, replyTo } from './script.js';

/** A model that follows a script, on loopback: the real Codex talks to it, nobody else. */
export interface ScriptedModel {
  /** The base URL for a model provider. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a model that speaks the Responses API (server-sent events) as far as Codex needs it.
 *
 * @param pauseMs the time between two words, in milliseconds.
 */
export async function startScriptedModel(pauseMs = 50): Promise<ScriptedModel> {
  const assemble = createAssembly();
  let served = 0;
  const server = createServer((request, response) => {
    if (request.method !== 'POST' || !request.url?.endsWith('/responses')) {
      response.writeHead(404).end();
      return;
    }
    served += 1;
    // a client that goes away in the middle is part of the script
    answer(request, response, served).catch(() => response.destroy());
  });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    serial: number,
  ): Promise<void> {
    const reply = replyTo(JSON.parse(await bodyOf(request)));
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    await assemble(reply.voices);
    await speak(response, reply, String(serial), pauseMs);
  }

  return {
    url: `http://127.0.0.1:${await portOf(server)}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Listens on a free port of loopback, and tells which. */
async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model has no port');
  return address.port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Lets those who come for an assembly of so many voices begin when the last of them is there. */
function createAssembly(): (voices: number) => Promise<void> {
  const waiting: (() => void)[] = [];
  return (voices) =>
    new Promise((begin) => {
      if (voices <= 1) return begin();
      waiting.push(begin);
      if (waiting.length >= voices) for (const first of waiting.splice(0)) first();
    });
}

async function speak(
  response: ServerResponse,
  { text, finishes, command }: Reply,
  serial: string,
  pauseMs: number,
): Promise<void> {
  const send = (type: string, fields: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  };
  const [id, itemId] = [`response-${serial}`, `message-${serial}`];
  const message = { type: 'message', role: 'assistant', id: itemId };
  const done = (item: object): void => {
    send('response.output_item.done', { output_index: 0, item });
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
    send('response.completed', { response: { id, usage } });
    response.end();
  };

  send('response.created', { response: { id } });
  if (command !== undefined) return done(commandCall(serial, command));
  send('response.output_item.added', { output_index: 0, item: { ...message, content: [] } });
  for (const delta of text.split(/(?<= )/)) {
    send('response.output_text.delta', {
      item_id: itemId,
      output_index: 0,
      content_index: 0,
      delta,
    });
    await pause(pauseMs);
    if (response.closed) return;
  }
  if (finishes) done({ ...message, content: [{ type: 'output_text', text }] });
}

/** A call of Codex' shell tool (0.169.0) that asks to leave the sandbox. */
function commandCall(serial: string, command: string): object {
  const given = {
    cmd: command,
    sandbox_permissions: 'require_escalated',
    justification: 'the sandbox is read-only',
  };
  return {
    type: 'function_call',
    name: 'exec_command',
    id: `call-${serial}`,
    call_id: `call-${serial}`,
    arguments: JSON.stringify(given),
  };
}
