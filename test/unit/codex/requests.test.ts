import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCodexClient } from '../../../src/codex/client.js';
import type { Requests } from '../../../src/codex/requests.js';
import { openedThread } from '../../support/codex-results.js';

afterEach(() => vi.useRealTimers());

function openRequests() {
  const written: { id: number; method: string; params: object }[] = [];
  const client = createCodexClient({
    write: (line) => written.push(JSON.parse(line)),
    onFact: () => {},
    onProblem: () => {},
    requestTimeoutMs: 30_000,
  });
  const reply = (message: object) =>
    client.receive(Buffer.from(`${JSON.stringify({ id: written.at(-1)?.id, ...message })}\n`));
  /** Asks, lets Codex reply, and gives what was written and what came of it. */
  const ask = async <T>(request: (requests: Requests) => Promise<T>, result: object) => {
    const asked = request(client.requests);
    reply({ result });
    const { method, params } = written.at(-1) ?? {};
    return { method, params, result: await asked };
  };
  const refuse = <T>(request: (requests: Requests) => Promise<T>, message: string) => {
    const asked = request(client.requests);
    reply({ error: { code: -32600, message } });
    return asked;
  };
  return { client, written, reply, ask, refuse };
}

const THREAD = 'thread-1';

describe('the requests of a backend', () => {
  it.each<[string, (requests: Requests) => Promise<unknown>, object]>([
    [
      'thread/start',
      ({ startThread }) => startThread({ cwd: '/work', config: { a: null, b: 1 } }),
      { cwd: '/work', config: { b: 1 } },
    ],
    ['thread/start', ({ startThread }) => startThread(), {}],
    [
      'thread/resume',
      ({ resumeThread }) => resumeThread(THREAD, { cwd: '/work', config: { a: null } }),
      { threadId: THREAD, excludeTurns: true, cwd: '/work' },
    ],
    [
      'thread/fork',
      ({ forkThread }) => forkThread(THREAD, { sandbox: 'read-only' }),
      { threadId: THREAD, excludeTurns: true, sandbox: 'read-only' },
    ],
  ])('%s opens a thread with its settings', async (method, request, params) => {
    const asked = await openRequests().ask(request, openedThread);
    expect(asked).toMatchObject({ method, params, result: { threadId: THREAD } });
    expect(asked.params).toEqual(params);
  });

  it('turn/start carries the prompt and the settings of the turn', async () => {
    const settings = {
      cwd: '/other',
      model: 'm',
      effort: 'high',
      approvalPolicy: 'never',
      sandboxPolicy: { type: 'readOnly', networkAccess: false },
    };
    const asked = await openRequests().ask(
      ({ startTurn }) => startTurn(THREAD, 'do it', settings),
      {
        turn: { id: 'turn-1' },
      },
    );
    expect(asked).toEqual({
      method: 'turn/start',
      params: {
        threadId: THREAD,
        input: [{ type: 'text', text: 'do it', text_elements: [] }],
        ...settings,
      },
      result: 'turn-1',
    });
  });

  it('turn/interrupt names no turn: with its id it fails until turn/started, and the turn runs on', async () => {
    const asked = await openRequests().ask(({ interruptTurn }) => interruptTurn(THREAD), {});
    expect(asked).toMatchObject({
      method: 'turn/interrupt',
      params: { threadId: THREAD, turnId: '' },
    });
  });

  it.each<[string, (requests: Requests) => Promise<unknown>]>([
    ['thread/backgroundTerminals/clean', ({ cleanTerminals }) => cleanTerminals(THREAD)],
    ['thread/unsubscribe', ({ unsubscribeThread }) => unsubscribeThread(THREAD)],
    ['thread/archive', ({ archiveThread }) => archiveThread(THREAD)],
    ['thread/unarchive', ({ unarchiveThread }) => unarchiveThread(THREAD)],
  ])('%s names the thread, and gives nothing back', async (method, request) => {
    const asked = await openRequests().ask(request, { thread: {} });
    expect(asked).toEqual({ method, params: { threadId: THREAD }, result: undefined });
  });

  it('thread/turns/list asks for the newest, with their last messages', async () => {
    const turn = { id: 'turn-1', status: 'completed', items: [], error: null };
    const asked = await openRequests().ask(({ listTurns }) => listTurns(THREAD, 3), {
      data: [turn],
    });
    expect(asked).toEqual({
      method: 'thread/turns/list',
      params: { threadId: THREAD, limit: 3, sortDirection: 'desc', itemsView: 'summary' },
      result: [{ turnId: 'turn-1', status: 'completed', lastMessage: '', error: null }],
    });
  });

  it('a thread that never had a turn has none, though Codex refuses to list them', async () => {
    const { refuse } = openRequests();
    const reason = `thread ${THREAD} is not materialized yet; thread/turns/list is unavailable`;
    expect(await refuse(({ listTurns }) => listTurns(THREAD, 3), reason)).toEqual([]);
    const unknown = refuse(({ listTurns }) => listTurns(THREAD, 3), 'thread not loaded: thread-1');
    await expect(unknown).rejects.toMatchObject({ kind: 'thread_not_found' });
  });

  it('a thread that cannot be read is not active; another refusal stays one', async () => {
    const { ask, refuse } = openRequests();
    const read = ({ isThreadActive }: Requests) => isThreadActive(THREAD);
    expect(await ask(read, { thread: { status: { type: 'active' } } })).toEqual({
      method: 'thread/read',
      params: { threadId: THREAD, includeTurns: false },
      result: true,
    });
    expect(await refuse(read, 'thread not loaded: thread-1')).toBe(false);
    await expect(refuse(read, 'invalid thread id: x')).rejects.toMatchObject({ kind: 'other' });
  });

  it('config/read asks as seen from a folder, or from nowhere', async () => {
    const { ask } = openRequests();
    const config = { model: 'm', sandbox_mode: null, approval_policy: 'never' };
    const asked = await ask(({ readConfiguration }) => readConfiguration('/work'), {
      config,
      layers: [],
    });
    expect(asked).toEqual({
      method: 'config/read',
      params: { includeLayers: true, cwd: '/work' },
      result: {
        model: 'm',
        sandbox: null,
        approvalPolicy: 'never',
        hasPermissionProfile: false,
        projects: [],
      },
    });
    const { params } = await ask(({ readConfiguration }) => readConfiguration(), {
      config,
      layers: null,
    });
    expect(params).toEqual({ includeLayers: true, cwd: null });
  });

  it('H8: a thread/start that is never answered is given up on, and the next one is not hurt', async () => {
    vi.useFakeTimers();
    const { client, written, reply, ask } = openRequests();
    const never = client.requests.startThread();
    vi.advanceTimersByTime(30_000);
    await expect(never).rejects.toMatchObject({ code: 'request_timeout', method: 'thread/start' });
    const next = await ask(({ startThread }) => startThread(), openedThread);
    expect(next.result.threadId).toBe(THREAD);
    reply({ id: written[0]?.id, result: openedThread });
  });
});
