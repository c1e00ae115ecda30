import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type LineClient, type LinesOptions, startLines } from '../../support/mcp-lines.js';
import {
  codexEvent,
  codexEventTypes,
  envelope,
  isRequest,
  of,
} from '../../support/mcp-messages.js';

const TINY = fileURLToPath(new URL('../../support/mcp-tiny-server.mjs', import.meta.url));

describe('the raw client of an MCP server', () => {
  let lines: LineClient;

  function start(options: Partial<LinesOptions> = {}): LineClient {
    const env = { PATH: process.env.PATH ?? '' };
    lines = startLines({ command: process.execPath, args: [TINY], env, ...options });
    return lines;
  }

  /** A server that answers every line with what a script makes of it. */
  const startScript = (script: string, options: Partial<LinesOptions> = {}) =>
    start({ args: ['-e', script], ...options });

  afterEach(() => lines.process.stop());

  it('asks, and gives the result or the error as it came', async () => {
    await start().initialize();
    expect(await lines.call('echo', { a: 1 })).toMatchObject({ content: [{ text: '{"a":1}' }] });
    const { error } = await lines.request('tools/call', { name: 'none' }, { id: 'my id' });
    expect(error).toMatchObject({ code: -32601, message: 'no method tools/call' });
    await expect(lines.call('none', {})).rejects.toThrow('-32601');
    expect(lines.messages.map(({ id }) => id)).toEqual([1, 2, 'my id', 3]);
    expect(lines.unanswered).toEqual([]);
  });

  it('tells notifications in the order of their arrival, those that came before too', async () => {
    await start().initialize();
    await lines.call('tell', { times: 3 }, { id: 7 });
    expect(codexEventTypes(lines.notifications, 7)).toEqual(['told_1', 'told_2', 'told_3']);
    expect(codexEventTypes(lines.notifications, '7')).toEqual([]);
    await lines.next(codexEvent('told_2', 7));
    const later = lines.next(codexEvent('told_2'));
    expect((await lines.next(codexEvent('told_3'))).method).toBe('codex/event');
    await lines.call('tell', { times: 2 });
    expect(await later).toBe(lines.notifications.at(-1));
  });

  it('answers what the server asks, by a handler or by hand', async () => {
    const action = { action: 'accept' };
    await start({
      answers: ({ id }) => (id === 0 ? { result: action } : undefined),
    }).initialize();
    expect(await lines.call('ask', {})).toMatchObject({
      content: [{ text: '{"action":"accept"}' }],
    });
    const second = lines.call('ask', {});
    const { id, params } = await lines.next((message) => isRequest(message) && message.id !== 0);
    expect(params).toMatchObject({ codex_command: ['ls'] });
    lines.answer(id ?? '', { result: { decision: 'approved' } });
    expect(await second).toMatchObject({ content: [{ text: '{"decision":"approved"}' }] });
    expect(lines.messages.filter(of('elicitation/create'))).toHaveLength(2);
  });

  it('speaks the revision 2026-07-28 too', async () => {
    start();
    const params = { name: 'ask', arguments: {}, _meta: envelope({ elicitation: {} }) };
    const { result } = await lines.request('tools/call', params);
    expect(result).toMatchObject({ resultType: 'input_required', requestState: 'state' });
  });

  it('ends the input, or sends a signal, and tells how the server ended', async () => {
    await start().initialize();
    lines.process.end();
    expect(await lines.process.exit()).toEqual({ code: 0, signal: null });
    await start().initialize();
    const open = lines.request('tools/call', { name: 'hang', arguments: {} });
    await lines.process.stderr.next((line) => line === 'hanging');
    lines.process.kill('SIGKILL');
    await expect(open).rejects.toThrow('no answer to 2: the server was ended by SIGKILL');
    expect(await lines.process.exit()).toEqual({ code: null, signal: 'SIGKILL' });
    await expect(lines.next(() => false)).rejects.toThrow('was ended by SIGKILL');
  });

  it('cancels a request, which is then never answered', async () => {
    await start().initialize();
    void lines.request('tools/call', { name: 'hang', arguments: {} }, { id: 'h' });
    await lines.process.stderr.next((line) => line === 'hanging');
    lines.notify('notifications/cancelled', { requestId: 'h' });
    await lines.process.stderr.next((line) => line === 'aborted');
    await lines.request('ping');
    expect(lines.unanswered).toEqual(['h']);
  });

  it('fails a wait at its deadline, and says what came instead', async () => {
    startScript('console.error("puzzled"); console.log("{}"); process.stdin.resume()', {
      deadlineMs: 300,
    });
    await lines.process.stderr.next((line) => line === 'puzzled');
    const waits = [lines.next(of('never')), lines.request('ping'), lines.process.exit()];
    await expect(waits[0]).rejects.toThrow(/nothing matched\n {2}the last of [01] messages/);
    await expect(waits[1]).rejects.toThrow('no answer to 1: in 300 ms; stderr:\n  puzzled');
    await expect(waits[2]).rejects.toThrow('has not ended');
  });

  it('cuts lines at newlines only, however they arrive, and keeps what is no JSON', async () => {
    startScript(`
      const answer = { id: 1, result: { text: 'a\\u2028ü🦉'.repeat(40000) } };
      const bytes = Buffer.from(JSON.stringify(answer) + '\\nno json\\n[1');
      process.stdin.once('data', () => {
        for (let at = 0; at < bytes.length; at += 65537) {
          process.stdout.write(bytes.subarray(at, at + 65537));
        }
        process.stdin.destroy();
      });
    `);
    const { result } = await lines.request('ping');
    expect(result?.text === 'a\u2028ü🦉'.repeat(40_000)).toBe(true);
    await lines.process.exit();
    expect(lines.junk).toEqual(['no json', '[1']);
  });

  it('writes whatever it is told, and tells when there is no such program', async () => {
    startScript('process.stdin.pipe(process.stderr)');
    lines.sendRaw('{"half":\n');
    await lines.process.stderr.next((line) => line === '{"half":');
    await lines.process.stop();
    start({ command: '/nowhere/server' });
    await expect(lines.request('ping')).rejects.toThrow('ENOENT');
  });
});
