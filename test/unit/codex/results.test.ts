import { describe, expect, it } from 'vitest';
import {
  configurationOf,
  isActive,
  openThreadOf,
  startedTurnOf,
  turnsOf,
  versionOf,
} from '../../../src/codex/results.js';
import { unread } from '../../../src/codex/unread.js';
import { ProtocolError } from '../../../src/domain/codex-errors.js';
import { openedThread } from '../../support/codex-results.js';

describe('an opened thread', () => {
  it('is read with the settings that hold for it', () => {
    expect(openThreadOf(unread(openedThread))).toEqual({
      threadId: 'thread-1',
      sessionId: 'session-1',
      path: '/codex/sessions/2026/11/22/rollout-thread-1.jsonl',
      cwd: '/work',
      model: 'mock-model',
      modelProvider: 'mock',
      effort: null,
      approvalPolicy: 'on-request',
      sandboxPolicy: { type: 'readOnly', networkAccess: false },
    });
  });

  it('passes on a granular approval policy, and a sandbox of a kind we do not know', () => {
    const approvalPolicy = { granular: { sandbox_approval: true, rules: false } };
    const sandbox = { type: 'bubble', thickness: 3 };
    const opened = { ...openedThread, approvalPolicy, sandbox, reasoningEffort: 'high' };
    expect(openThreadOf(unread(opened))).toMatchObject({
      approvalPolicy,
      sandboxPolicy: sandbox,
      effort: 'high',
    });
  });

  it('has no path when it is not kept', () => {
    const thread = { ...openedThread.thread, path: null };
    expect(openThreadOf(unread({ ...openedThread, thread })).path).toBeNull();
  });

  it.each([
    ['a thread', { ...openedThread, thread: null }],
    ['its id', { ...openedThread, thread: { ...openedThread.thread, id: '' } }],
    ['its session', { ...openedThread, thread: { ...openedThread.thread, sessionId: 7 } }],
    ['its directory', { ...openedThread, cwd: undefined }],
    ['its model', { ...openedThread, model: null }],
    ['its provider', { ...openedThread, modelProvider: null }],
    ['its sandbox', { ...openedThread, sandbox: { networkAccess: true } }],
    ['anything', undefined],
  ])('is refused without %s', (_, result) => {
    expect(() => openThreadOf(unread(result))).toThrow(ProtocolError);
  });
});

describe('the turns of a thread', () => {
  const message = (text: string) => ({ type: 'agentMessage', id: 'm', text });

  it('are read with their outcome and their last message', () => {
    const data = [
      { id: 'e', status: 'inProgress', items: [], error: null },
      { id: 'd', status: 'failed', items: [], error: { message: 'no model' } },
      { id: 'c', status: 'interrupted', items: [{ type: 'userMessage' }], error: null },
      { id: 'b', status: 'completed', items: [message('one'), message('two')], error: null },
      { id: 'a', status: 'levitated', items: [], error: null },
      { status: 'completed' },
    ];
    expect(turnsOf(unread({ data }))).toEqual([
      { turnId: 'e', status: 'running', lastMessage: '', error: null },
      { turnId: 'd', status: 'failed', lastMessage: '', error: 'no model' },
      { turnId: 'c', status: 'interrupted', lastMessage: '', error: null },
      { turnId: 'b', status: 'completed', lastMessage: 'two', error: null },
      { turnId: 'a', status: 'failed', lastMessage: '', error: "the turn ended as 'levitated'" },
    ]);
  });

  it('are none when there is no list', () => {
    for (const result of [undefined, {}, { data: null }])
      expect(turnsOf(unread(result))).toEqual([]);
  });
});

describe('other answers', () => {
  it('the turn that was started; refused without its id', () => {
    expect(startedTurnOf(unread({ turn: { id: 'turn-1' } }))).toBe('turn-1');
    for (const result of [undefined, { turn: null }, { turn: { id: 7 } }]) {
      expect(() => startedTurnOf(unread(result))).toThrow('without the id of the turn');
    }
  });

  it('a thread is active when its status says so, and only then', () => {
    const read = (status: unknown) => isActive(unread({ thread: { status } }));
    expect(read({ type: 'active', activeFlags: ['waitingOnApproval'] })).toBe(true);
    for (const type of ['idle', 'notLoaded', 'systemError', 7]) expect(read({ type })).toBe(false);
    expect(isActive(unread(undefined))).toBe(false);
  });

  it.each([
    ['exp/0.169.0 (Debian 12.0.0; x86_64) unknown (exp; 9.9)', '0.169.0'],
    ['a name with 1.2.3/0.170.0-alpha.2 (Mac OS)', '0.170.0-alpha.2'],
    ['codex', null],
    [undefined, null],
  ])('the version in %s is %s', (userAgent, version) => {
    expect(versionOf(unread({ userAgent }))).toBe(version);
  });

  it('the configuration, with the folders the user has an entry for', () => {
    const config = {
      model: 'm',
      sandbox_mode: 'workspace-write',
      approval_policy: 'never',
    };
    const layer = (type: string, ...folders: string[]) => ({
      name: { type },
      config: { projects: Object.fromEntries(folders.map((folder) => [folder, {}])) },
    });
    const layers = [
      layer('sessionFlags', '/a'),
      layer('project', '/of/a/repository'),
      layer('user', '/a', '/b'),
      { name: { type: 'system' }, config: {} },
      { name: null, config: null },
    ];
    expect(configurationOf(unread({ config, layers }))).toEqual({
      model: 'm',
      sandbox: 'workspace-write',
      approvalPolicy: 'never',
      hasPermissionProfile: false,
      projects: ['/a', '/b'],
    });
    const nothing = {
      model: null,
      sandbox: null,
      approvalPolicy: null,
      hasPermissionProfile: false,
      projects: [],
    };
    expect(configurationOf(unread({ config: { sandbox_mode: 'free' } }))).toEqual(nothing);
    expect(configurationOf(unread(undefined))).toEqual(nothing);
  });
});
