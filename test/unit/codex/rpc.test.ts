import { afterEach, describe, expect, it, vi } from 'vitest';
import { Rpc } from '../../../src/codex/rpc.js';
import {
  type ProtocolError,
  RequestRefusedError,
  RequestTimeoutError,
} from '../../../src/domain/codex-errors.js';

function openRpc() {
  const written: string[] = [];
  const notified: [string, unknown][] = [];
  const requested: [unknown, string][] = [];
  const problems: ProtocolError[] = [];
  const rpc = new Rpc({
    write: (line) => written.push(line),
    onNotification: (method, params) => notified.push([method, params]),
    onRequest(id, method) {
      requested.push([id, method]);
      return method === 'item/fileChange/requestApproval';
    },
    onProblem: (problem) => problems.push(problem),
    timeoutMs: 1_000,
  });
  const answer = (message: object) => rpc.receive(JSON.stringify(message));
  return { rpc, written, notified, requested, problems, answer };
}

const same = (result: unknown) => result;

afterEach(() => vi.useRealTimers());

describe('the JSON-RPC conversation', () => {
  it('writes a request as one line, with params and without a jsonrpc member', () => {
    const { rpc, written, answer } = openRpc();
    void rpc.request('thread/start', { cwd: '/a' }, same);
    expect(written).toEqual(['{"id":1,"method":"thread/start","params":{"cwd":"/a"}}\n']);
    answer({ id: 1, result: {} });
  });

  it('replaces half of a surrogate pair, to which Codex never answers', () => {
    const { rpc, written, answer } = openRpc();
    void rpc.request('thread/start', { cwd: '/cut \ud83d', model: '\u{1f600}' }, same);
    const { params } = JSON.parse(written[0] ?? '');
    expect(params).toEqual({ cwd: '/cut \ufffd', model: '\u{1f600}' });
    answer({ id: 1, result: {} });
  });

  it('gives each answer to its own request, whatever the order', async () => {
    const { rpc, answer } = openRpc();
    const first = rpc.request('thread/archive', { threadId: 'a' }, same);
    const second = rpc.request('thread/archive', { threadId: 'b' }, same);
    answer({ id: 2, result: 'two' });
    answer({ id: 1, result: 'one' });
    expect(await Promise.all([first, second])).toEqual(['one', 'two']);
  });

  it('reads an answer before the next line is handled', () => {
    const { rpc, answer, notified } = openRpc();
    const seen: string[] = [];
    void rpc.request('thread/archive', { threadId: 'a' }, () =>
      seen.push(`answer, ${notified.length} notifications so far`),
    );
    answer({ id: 1, result: {} });
    answer({ method: 'turn/completed', params: {} });
    expect(seen).toEqual(['answer, 0 notifications so far']);
  });

  it('rejects with the code and the sentence of a refusal', async () => {
    const { rpc, answer } = openRpc();
    const refused = rpc.request('turn/start', { threadId: 'a', input: [] }, same);
    answer({ id: 1, error: { code: -32600, message: 'thread not found: x', data: { a: 1 } } });
    await expect(refused).rejects.toThrow(RequestRefusedError);
    await expect(refused).rejects.toMatchObject({
      code: 'request_refused',
      rpcCode: -32600,
      reason: 'thread not found: x',
      data: { a: 1 },
    });
  });

  it('rejects when the answer cannot be read', async () => {
    const { rpc, answer } = openRpc();
    const fault = new Error('no id in it');
    const failed = rpc.request('thread/archive', { threadId: 'a' }, () => {
      throw fault;
    });
    answer({ id: 1, result: {} });
    await expect(failed).rejects.toBe(fault);
  });

  it('H5: answers a request nobody here can serve at once, with an error', () => {
    const { answer, written, requested } = openRpc();
    for (const id of [0, 'zero', null]) answer({ id, method: 'currentTime/read', params: {} });
    const error = { code: -32601, message: expect.stringContaining('currentTime/read') };
    expect(written.map((line) => JSON.parse(line))).toEqual([
      { id: 0, error },
      { id: 'zero', error },
      { id: null, error },
    ]);
    expect(requested.map(([id]) => id)).toEqual([0, 'zero']);
  });

  it('tells a server request from an answer with the same id by its method', async () => {
    const { rpc, answer, written, requested } = openRpc();
    const pending = rpc.request('turn/start', { threadId: 'a', input: [] }, same);
    answer({ id: 1, method: 'item/fileChange/requestApproval', params: {} });
    expect(requested).toEqual([[1, 'item/fileChange/requestApproval']]);
    rpc.answer(1, { decision: 'accept' });
    expect(JSON.parse(written.at(-1) ?? '')).toEqual({ id: 1, result: { decision: 'accept' } });
    answer({ id: 1, result: 'still mine' });
    expect(await pending).toBe('still mine');
  });

  it('reports what is no message, without its content, and goes on', async () => {
    const { rpc, answer, problems } = openRpc();
    const pending = rpc.request('thread/archive', { threadId: 'a' }, same);
    for (const junk of ['secret prompt', '[]', '42', 'null', '{}', '{"id":']) rpc.receive(junk);
    answer({ id: 1, result: 'fine' });
    expect(await pending).toBe('fine');
    expect(problems.map(({ code }) => code)).toEqual(Array(6).fill('protocol_error'));
    expect(problems[0]?.message).not.toContain('secret');
  });

  it('ignores an answer nobody waits for', () => {
    const { answer, problems } = openRpc();
    answer({ id: 7, result: {} });
    answer({ id: 'seven', result: {} });
    answer({ id: null, error: { code: -32700, message: 'parse error' } });
    expect(problems).toEqual([]);
  });

  it('gives up on a request after its time, and ignores the late answer', async () => {
    vi.useFakeTimers();
    const { rpc, answer } = openRpc();
    const late = rpc.request('thread/start', {}, same);
    vi.advanceTimersByTime(1_000);
    answer({ id: 1, result: 'late' });
    await expect(late).rejects.toThrow(RequestTimeoutError);
    await expect(late).rejects.toMatchObject({ code: 'request_timeout', timeoutMs: 1_000 });
  });

  it('fails what is asked and what will be asked once it is closed', async () => {
    const { rpc, written } = openRpc();
    const asked = rpc.request('thread/archive', { threadId: 'a' }, same);
    const gone = new Error('gone');
    rpc.close(gone);
    rpc.close(new Error('a second reason'));
    await expect(asked).rejects.toBe(gone);
    await expect(rpc.request('thread/archive', { threadId: 'b' }, same)).rejects.toBe(gone);
    rpc.notify('c');
    expect(written).toHaveLength(1);
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    const { rpc, answer } = openRpc();
    const answered = rpc.request('thread/archive', { threadId: 'a' }, same);
    answer({ id: 1, result: {} });
    await answered;
    const closed = rpc.request('thread/archive', { threadId: 'b' }, same);
    rpc.close(new Error('gone'));
    await expect(closed).rejects.toThrow('gone');
    expect(vi.getTimerCount()).toBe(0);
  });
});
