import { describe, expect, it } from 'vitest';
import { type CodexBackendOptions, startCodexBackend } from '../../../src/codex/index.js';

/** A backend that is a few lines of Node instead of Codex. */
function start(script: string, options: Partial<CodexBackendOptions> = {}) {
  return startCodexBackend({
    command: process.execPath,
    args: ['--input-type=module', '--eval', script],
    clientInfo: { name: 'test', version: '1' },
    ...options,
  });
}

/** Answers `initialize`, then does what `then` says with every further line. */
const greeting = (then: string) => `
  import { createInterface } from 'node:readline';
  let first = true;
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id } = JSON.parse(line);
    if (first) console.log(JSON.stringify({ id, result: {} }));
    else if (id !== undefined) { ${then} }
    first = false;
  });`;

describe('starting a backend', () => {
  it('rejects with its exit and last words when it ends before it answers', async () => {
    const started = start(`console.error('no such option'); process.exitCode = 2;`);
    await expect(started).rejects.toMatchObject({
      code: 'backend_exited',
      message: 'the codex process exited with code 2: no such option',
      exit: { exitCode: 2, signal: null, stderrTail: ['no such option'] },
    });
  });

  it('rejects when it does not answer in time', async () => {
    const started = start(`process.stdin.resume();`, { requestTimeoutMs: 20 });
    await expect(started).rejects.toMatchObject({ code: 'request_timeout', method: 'initialize' });
  });

  it('rejects with the reason of a signal that is aborted already', async () => {
    const reason = new Error('never mind');
    await expect(start('', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('rejects with the reason of a signal that is aborted while the process starts', async () => {
    const controller = new AbortController();
    const started = start(`process.stdin.resume();`, { signal: controller.signal });
    controller.abort(new Error('never mind'));
    await expect(started).rejects.toThrow('never mind');
  });

  it('rejects with the reason of a signal that is aborted while it waits for the answer', async () => {
    const controller = new AbortController();
    const started = start(`console.log('heard'); process.stdin.resume();`, {
      signal: controller.signal,
      onProblem: () => controller.abort(new Error('never mind')),
    });
    await expect(started).rejects.toThrow('never mind');
  });
});

describe('a backend that ends', () => {
  it('fails what it was asked with its exit', async () => {
    const backend = await start(greeting(`process.exit(7)`));
    const asked = backend.startThread();
    await expect(asked).rejects.toMatchObject({ code: 'backend_exited', exit: { exitCode: 7 } });
    await expect(backend.startThread()).rejects.toMatchObject({ code: 'backend_exited' });
    expect(await backend.exited).toMatchObject({ exitCode: 7 });
  });

  it('reports its last facts first', async () => {
    const order: string[] = [];
    const end = {
      method: 'turn/completed',
      params: { threadId: 'a', turn: { id: 'b', status: 'completed' } },
    };
    const script = greeting(`console.log(${JSON.stringify(JSON.stringify(end))}); process.exit(0)`);
    const backend = await start(script, { onFact: (fact) => order.push(fact.type) });
    const failed = backend.startThread().catch(() => order.push('request failed'));
    await backend.exited.then(() => order.push('exited'));
    await failed;
    expect(order.slice(0, 2)).toEqual(['notified', 'turn.completed']);
    expect(order).toHaveLength(4);
  });
});
