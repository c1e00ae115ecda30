import { PassThrough, Writable } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { LineTransport } from '../../../src/mcp/line-transport.js';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

async function connected(options: { maxLineBytes?: number; output?: Writable } = {}) {
  const input = new PassThrough();
  const written: string[] = [];
  const output =
    options.output ??
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written.push(chunk.toString());
        done();
      },
    });
  const heard = { messages: [] as JSONRPCMessage[], errors: [] as string[], closes: 0, ends: 0 };
  const transport = new LineTransport({
    ...options,
    input,
    output,
    onEnd: () => {
      heard.ends += 1;
    },
  });
  transport.onmessage = (message) => heard.messages.push(message);
  transport.onerror = (error) => heard.errors.push(error.message);
  transport.onclose = () => {
    heard.closes += 1;
  };
  await transport.start();
  return { transport, input, output, written, heard };
}

/** Lets the streams deliver what they hold. */
async function delivered(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function answer(id: string | number): JSONRPCMessage {
  return { jsonrpc: '2.0', id, result: {} };
}

describe('the line transport', () => {
  it('hands messages on in order, CRLF included, and writes one message a line', async () => {
    const { transport, input, written, heard } = await connected();
    input.write(`${PING}\r\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n`);
    await delivered();
    await transport.send(answer(1));
    await new Promise(setImmediate);
    expect(heard.messages.map((message) => 'method' in message && message.method)).toEqual([
      'ping',
      'notifications/initialized',
    ]);
    expect(written).toEqual(['{"jsonrpc":"2.0","id":1,"result":{}}\n']);
  });

  it('refuses to start twice', async () => {
    const { transport } = await connected();
    await expect(transport.start()).rejects.toThrow('started already');
  });

  it('ignores a line that is no message and tells its length, never its text', async () => {
    const { input, heard } = await connected();
    input.write(`secret prompt\n[${PING}]\n{"jsonrpc":"2.0","id":1.5,"method":"ping"}\n${PING}\n`);
    await delivered();
    expect(heard.messages).toHaveLength(1);
    expect(heard.errors).toEqual([
      'ignored a line of 13 bytes: it is no message',
      'ignored a line of 42 bytes: it is no message',
      'ignored a line of 42 bytes: it is no message',
    ]);
  });

  it('H9: a line beyond the maximum is dropped and the connection lives', async () => {
    const { input, heard } = await connected({ maxLineBytes: 100 });
    input.write(`${'x'.repeat(101)}\n${PING}\n`);
    await delivered();
    expect(heard.errors).toEqual(['ignored a line of 101 bytes: it is too long']);
    expect(heard.messages).toHaveLength(1);
    expect(heard.closes).toBe(0);
  });

  it('answers an id of 2^53 under that number', async () => {
    const { transport, input, written, heard } = await connected();
    input.write('{"jsonrpc":"2.0","id":9007199254740992,"method":"ping"}\n');
    await delivered();
    const [message] = heard.messages;
    if (message === undefined || !('id' in message)) throw new Error('nothing arrived');
    await transport.send(answer(message.id as string));
    await new Promise(setImmediate);
    expect(written).toEqual(['{"jsonrpc":"2.0","id":9007199254740992,"result":{}}\n']);
  });

  it('cancels a request whose id is 2^53', async () => {
    const { input, heard } = await connected();
    const cancel = '"method":"notifications/cancelled","params":{"requestId":9007199254740992}';
    input.write('{"jsonrpc":"2.0","id":9007199254740992,"method":"ping"}\n');
    input.write(`{"jsonrpc":"2.0",${cancel}}\n`);
    await delivered();
    expect(heard.messages[1]).toMatchObject({ params: { requestId: '9007199254740992' } });
  });

  it('ignores an id that JavaScript cannot write back', async () => {
    const { input, heard } = await connected();
    input.write('{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}\n');
    await delivered();
    expect(heard.messages).toEqual([]);
    expect(heard.errors).toHaveLength(1);
  });

  it('writes a text id of digits as text', async () => {
    const { transport, input, written } = await connected();
    input.write('{"jsonrpc":"2.0","id":"9007199254740992","method":"ping"}\n');
    await delivered();
    await transport.send(answer('9007199254740992'));
    await new Promise(setImmediate);
    expect(written).toEqual(['{"jsonrpc":"2.0","id":"9007199254740992","result":{}}\n']);
  });
});

describe('the end of the input', () => {
  it('H10: closes at once when no request is open', async () => {
    const { transport, input, heard } = await connected();
    input.end();
    expect(await transport.ended).toBe('end');
    await delivered();
    expect(heard).toMatchObject({ ends: 1, closes: 1 });
  });

  it('!! waits for the answers of open requests, then closes', async () => {
    const { transport, input, written, heard } = await connected();
    input.end(`${PING}\n{"jsonrpc":"2.0","id":"b","method":"tools/list"}`);
    await transport.ended;
    await transport.send(answer(1));
    await new Promise(setImmediate);
    await delivered();
    expect(heard).toMatchObject({ ends: 1, closes: 0 });
    await transport.send(answer('b'));
    await new Promise(setImmediate);
    await delivered();
    expect(heard).toMatchObject({ ends: 1, closes: 1 });
    expect(written).toHaveLength(2);
  });

  it('waits for both requests of one id', async () => {
    const { transport, input, heard } = await connected();
    input.end(`${PING}\n${PING}\n`);
    await transport.ended;
    await transport.send(answer(1));
    await new Promise(setImmediate);
    await delivered();
    expect(heard.closes).toBe(0);
    await transport.send(answer(1));
    await new Promise(setImmediate);
    await delivered();
    expect(heard.closes).toBe(1);
  });

  it('does not wait for a subscription or a cancelled request', async () => {
    const { transport, input, heard } = await connected();
    input.write('{"jsonrpc":"2.0","id":"listen:0","method":"subscriptions/listen","params":{}}\n');
    input.write(`${PING}\n`);
    input.end('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n');
    await transport.ended;
    await delivered();
    expect(heard.closes).toBe(1);
  });

  it('a request of ours that is answered does not count', async () => {
    const { transport, input, heard } = await connected();
    input.write(`${PING}\n`);
    await delivered();
    await transport.send({ jsonrpc: '2.0', id: 1, method: 'elicitation/create', params: {} });
    await new Promise(setImmediate);
    input.end();
    await transport.ended;
    await delivered();
    expect(heard.closes).toBe(0);
  });

  it('closes with requests open when told to', async () => {
    const { transport, input, heard } = await connected();
    input.end(`${PING}\n`);
    await transport.ended;
    await transport.close();
    expect(heard.closes).toBe(1);
  });

  it('is noticed when the input had ended before the start', async () => {
    const input = new PassThrough();
    input.resume().end();
    await delivered();
    const transport = new LineTransport({ input, output: new PassThrough() });
    await transport.start();
    expect(await transport.ended).toBe('end');
  });
});

describe('a broken or slow connection', () => {
  it('!! a client that closed our output closes the connection, and nothing throws', async () => {
    const output = new Writable({
      write: (_chunk, _encoding, done) => done(new Error('write EPIPE')),
    });
    const { transport, heard } = await connected({ output });
    await transport.send(answer(1));
    await new Promise(setImmediate);
    expect(await transport.ended).toBe('broken');
    await delivered();
    expect(heard).toMatchObject({ closes: 1, errors: ['write EPIPE'] });
  });

  it('takes a broken input for the end of the connection', async () => {
    const { transport, input, heard } = await connected();
    input.destroy(new Error('read EIO'));
    expect(await transport.ended).toBe('broken');
    expect(heard).toMatchObject({ closes: 1, errors: ['read EIO'] });
  });

  it('rejects what is sent after the close, and an unheard rejection does no harm', async () => {
    const { transport } = await connected();
    await transport.close();
    void transport.send(answer(1));
    await expect(transport.send(answer(1))).rejects.toThrow('closed');
    await delivered();
  });

  it('closes once, and ignores what still arrives', async () => {
    const { transport, input, heard } = await connected();
    await transport.close();
    await transport.close();
    input.write(`${PING}\n`);
    await delivered();
    expect(heard).toMatchObject({ closes: 1, messages: [] });
  });

  it('lets all senders wait for one drain while the client does not read', async () => {
    const output = new PassThrough({ highWaterMark: 10 });
    const { transport } = await connected({ output });
    const sends = [transport.send(answer(1)), transport.send(answer(2)), transport.send(answer(3))];
    expect(new Set(sends).size).toBe(1);
    expect(output.listenerCount('drain')).toBe(1);
    output.resume();
    await Promise.all(sends);
    expect(await transport.send(answer(4))).toBeUndefined();
  });

  it('lets senders that wait go at the close', async () => {
    const { transport } = await connected({ output: new PassThrough({ highWaterMark: 1 }) });
    const sent = transport.send(answer(1));
    await transport.close();
    await expect(sent).resolves.toBeUndefined();
  });
});
