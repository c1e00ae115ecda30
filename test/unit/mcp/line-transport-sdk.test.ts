import { PassThrough } from 'node:stream';
import { ProtocolError, Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { describe, expect, it } from 'vitest';
import { LineTransport } from '../../../src/mcp/line-transport.js';

type Message = Record<string, unknown>;

/** A server of the SDK behind the transport that answers every call with its arguments. */
function served() {
  const input = new PassThrough();
  const output = new PassThrough();
  const transport = new LineTransport({ input, output });
  serveStdio(
    () => {
      const server = new Server({ name: 's', version: '1' }, { capabilities: { tools: {} } });
      server.fallbackRequestHandler = async ({ method, params }) => {
        if (method !== 'tools/call') throw new ProtocolError(-32601, `method not found: ${method}`);
        const { arguments: given } = params as { arguments?: unknown };
        return { content: [{ type: 'text', text: JSON.stringify(given) ?? 'none' }] };
      };
      return server;
    },
    { transport },
  );
  const finish = async (): Promise<Message[]> => {
    const closed = new Promise<void>((resolve) => {
      const { onclose } = transport;
      transport.onclose = () => {
        onclose?.();
        resolve();
      };
    });
    input.end();
    await closed;
    const text = String(output.read() ?? '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Message);
  };
  return { finish, write: (line: string) => input.write(`${line}\n`) };
}

const INITIALIZE =
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}';

function call(id: string, rest: string): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"codex"${rest}}}`;
}

describe('the SDK behind the line transport', () => {
  it('!! answers everything that was asked before the end of the input', async () => {
    const { write, finish } = served();
    write(INITIALIZE);
    for (const id of ['2', '"b"', '-3', '""']) write(call(id, ''));
    const answers = await finish();
    expect(answers.map(({ id }) => id)).toEqual([1, 2, 'b', -3, '']);
  });

  it('sees arguments that are null, missing, or an array, as they were written', async () => {
    const { write, finish } = served();
    write(INITIALIZE);
    write(call('2', ',"arguments":null'));
    write(call('3', ''));
    write(call('4', ',"arguments":[]'));
    const texts = (await finish()).slice(1).map(({ result }) => {
      const { content } = result as { content: { text: string }[] };
      return content[0]?.text;
    });
    expect(texts).toEqual(['null', 'none', '[]']);
  });

  it('answers what only the old server took for a request', async () => {
    const { write, finish } = served();
    write(INITIALIZE);
    write('{"jsonrpc":"2.0","id":2,"method":"ping","params":null}');
    write('{"jsonrpc":"2.0","id":3,"method":"ping","extra":1}');
    write('{"jsonrpc":"2.0","id":9007199254740992,"method":"ping"}');
    expect((await finish()).map(({ id }) => id)).toEqual([1, 2, 3, 9007199254740992]);
  });

  it('H9: takes a call of 23 MB', async () => {
    const { write, finish } = served();
    write(INITIALIZE);
    write(call('2', `,"arguments":{"prompt":"${'x'.repeat(23_000_000)}"}`));
    const [, answer] = await finish();
    expect(JSON.stringify(answer).length).toBeGreaterThan(23_000_000);
  });
});
