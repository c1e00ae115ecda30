import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { afterEach, expect, test } from 'vitest';
import { createSessionSupervisor } from '../../../src/index.js';
import {
  createStatelyBridge,
  type StatelyBridge,
  type StatelyBridgeOptions,
} from '../../../src/inspect/index.js';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { createIdSequence } from '../../support/ids.js';
import {
  eventsOf,
  get,
  isActor,
  rejectedStatus,
  valueIs,
  viewer,
} from '../../support/stately-viewer.js';
import { request, settableClock, supervisorWith } from '../../support/supervisors.js';

const SECRET = 'the secret plan of the user';
const reviewer = { identity: 'reviewer', team: 'default', cwd: '/repo' };
const bridges: StatelyBridge[] = [];

afterEach(async () => {
  for (const bridge of bridges.splice(0)) await bridge.close();
});

async function opened(options: StatelyBridgeOptions = { port: 0 }): Promise<StatelyBridge> {
  const bridge = await createStatelyBridge(options);
  bridges.push(bridge);
  return bridge;
}

test('shows every actor with its place, its statechart and both regions of a session', async () => {
  const bridge = await opened();
  const supervisor = createSessionSupervisor({
    inspect: bridge,
    createAgentId: createIdSequence(),
  });
  const { until, heard } = await viewer(bridge.url);
  supervisor.register(reviewer);
  await until(valueIs('session codex:1', { status: 'active', thread: 'busy' }));
  supervisor.close('codex:1');
  await until(valueIs('session codex:1', { status: 'closed', thread: 'closed' }));

  const actors = heard.filter(({ type }) => type === '@xstate.actor');
  expect(actors.map(({ sessionId, rootId }) => [sessionId, rootId])).toEqual([
    ['supervisor', 'supervisor'],
    ['sessions', 'supervisor'],
    ['session codex:1', 'supervisor'],
  ]);
  const [first, second, session] = actors as Extract<
    StatelyInspectionEvent,
    { type: '@xstate.actor' }
  >[];
  expect([first?.parentId, second?.parentId, session?.parentId]).toEqual([
    undefined,
    'supervisor',
    'sessions',
  ]);
  expect(Object.keys(JSON.parse(session?.definition ?? '{}').states)).toEqual(['status', 'thread']);
  expect(JSON.parse(session?.definition ?? '{}').type).toBe('parallel');
  for (const message of heard) {
    expect(message._version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Number(message.createdAt)).toBeGreaterThan(0);
  }
});

test('tells the events between the actors, with who sent them', async () => {
  const bridge = await opened();
  const supervisor = createSessionSupervisor({
    inspect: bridge,
    createAgentId: createIdSequence(),
  });
  const { until, heard } = await viewer(bridge.url);
  supervisor.register(reviewer);
  supervisor.close('codex:1');
  await until(valueIs('session codex:1', { status: 'closed', thread: 'closed' }));
  const sent = heard.flatMap((message) =>
    message.type === '@xstate.event'
      ? [`${message.sourceId ?? '-'} → ${message.sessionId}: ${message.event.type}`]
      : [],
  );
  const inOrder = [
    '- → supervisor: session.register',
    'supervisor → sessions: session.open',
    'sessions → supervisor: session.moved',
    '- → supervisor: session.close',
    'supervisor → sessions: session.tell',
    'sessions → session codex:1: session.close',
    'sessions → supervisor: session.ended',
  ];
  expect(sent.filter((line) => inOrder.includes(line))).toEqual(inOrder);
});

test('gives a viewer that comes late the current picture, sessions that rest included', async () => {
  const before = createSessionSupervisor({ createAgentId: createIdSequence() });
  before.register(reviewer);
  before.register({ ...reviewer, identity: 'closed' });
  before.close('codex:2');
  const bridge = await opened();
  const supervisor = createSessionSupervisor({
    inspect: bridge,
    snapshot: before.toSnapshot(),
    createAgentId: () => 'later-1',
  });
  supervisor.register({ ...reviewer, identity: 'builder' });
  const { until, heard } = await viewer(bridge.url);
  await until(isActor('session codex:1'));
  expect(heard.map(({ sessionId }) => sessionId)).toEqual([
    'supervisor',
    'sessions',
    'session later-1',
    'session codex:1',
  ]);
  expect(heard.find(valueIs('session codex:1', { status: 'stale', thread: 'busy' }))).toBeDefined();
  expect(
    heard.find(valueIs('session later-1', { status: 'active', thread: 'busy' })),
  ).toBeDefined();
  supervisor.resume('codex:1');
  await until(valueIs('session codex:1', { status: 'active', thread: 'busy' }));
});

test('gives a late viewer the 200 sessions at rest that were active last', async () => {
  const clock = settableClock();
  const before = supervisorWith({ clock, maxConcurrent: 202 });
  for (let index = 1; index <= 202; index += 1) before.register(request(`${index}`));
  clock.set('2026-01-01T00:00:01Z');
  before.touch('codex:1', {});
  const bridge = await opened();
  createSessionSupervisor({ inspect: bridge, snapshot: before.toSnapshot() });
  const { until, heard } = await viewer(bridge.url);
  await until(isActor('session codex:1'));
  const sessions = heard.flatMap(({ type, sessionId }) =>
    type === '@xstate.actor' && sessionId.startsWith('session ') ? [sessionId] : [],
  );
  expect(sessions).toHaveLength(200);
  expect(sessions).toEqual(expect.not.arrayContaining(['session codex:2']));
  expect(sessions.slice(-2)).toEqual(['session codex:202', 'session codex:1']);
});

test('leaves out answers and notes, unless they are asked for', async () => {
  const secretive = await opened();
  const open = await opened({ port: 0, contents: true });
  for (const bridge of [secretive, open]) {
    const supervisor = createSessionSupervisor({
      inspect: bridge,
      createAgentId: createIdSequence(),
    });
    const { until, heard } = await viewer(bridge.url);
    supervisor.register({ ...reviewer, extra: { instructions: SECRET } });
    supervisor.annotate('codex:1', { note: SECRET });
    supervisor.setTag('codex:1', 'the end');
    await until((message) => JSON.stringify(message).includes('tag.changed'));
    expect(JSON.stringify(heard).includes(SECRET)).toBe(bridge === open);
  }
});

test('shows the error of a session whose actor failed, and the one that takes its place', async () => {
  const bridge = await opened();
  const { machine, breakNext } = fragileMachine();
  const supervisor = supervisorOf(machine, { inspect: bridge });
  const { until } = await viewer(bridge.url);
  supervisor.register(reviewer);
  breakNext();
  supervisor.setTag('codex:1', 'breaks');
  const failed = await until(
    (message) => message.type === '@xstate.snapshot' && message.snapshot.status === 'error',
  );
  expect(failed.sessionId).toBe('session codex:1');
  supervisor.resume('codex:1');
  await until(valueIs('session codex:1', { status: 'active', thread: 'busy' }));
});

test('listens on the loopback address alone, and takes a free port when its own is taken', async () => {
  const other = createServer();
  other.listen({ host: '127.0.0.1', port: 0 });
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { url } = await opened({ port });
  expect(new URL(url).hostname).toBe('127.0.0.1');
  expect(Number(new URL(url).port)).not.toBe(port);
  expect((await get(url)).status).toBe(200);
  other.close();
});

test('refuses pages of other origins, other names of this host, and whoever lacks the secret', async () => {
  const { url } = await opened();
  const { port } = new URL(url);
  const events = eventsOf(url);
  for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${Number(port) + 1}`]) {
    expect(await rejectedStatus(events, { origin })).toBe(404);
    expect((await get(url, { origin })).status).toBe(404);
  }
  expect(await rejectedStatus(events, { host: 'evil.example' })).toBe(404);
  expect((await get(url, { host: `evil.example:${port}` })).status).toBe(404);
  expect(await rejectedStatus(`ws://127.0.0.1:${port}/wrong/events`)).toBe(404);
  expect((await get(`http://127.0.0.1:${port}/`)).status).toBe(404);
  const own = await viewer(url, { origin: `http://127.0.0.1:${port}` });
  own.socket.terminate();
});

test('serves a page that shows the viewer and may do nothing else', async () => {
  const { url } = await opened();
  const { body, policy } = await get(url);
  expect(body).toContain('https://stately.ai/inspect');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain('frame-src https://stately.ai');
  expect((await get(new URL('bridge.js', url).href)).body).toContain('@statelyai.connected');
});

test('observes nothing while nobody looks, and nothing again when the last viewer left', async () => {
  const bridge = await opened();
  let observers = 0;
  bridge.attach({
    actors: () => [],
    inspect: () => {
      observers += 1;
      const unsubscribe = () => {
        observers -= 1;
      };
      return { unsubscribe };
    },
  });
  expect(observers).toBe(0);
  const one = await viewer(bridge.url);
  const two = await viewer(bridge.url);
  expect(observers).toBe(1);
  one.socket.close();
  two.socket.close();
  await Promise.all([once(one.socket, 'close'), once(two.socket, 'close')]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(observers).toBe(0);
});

test('ends at once, whoever holds on to a connection', async () => {
  const bridge = await opened();
  const { port } = new URL(bridge.url);
  const held = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
  held.write(
    `GET /wrong/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  const [answer] = await once(held, 'data');
  expect(String(answer)).toContain('404');
  const idle = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
  await once(idle, 'connect');
  await bridge.close();
  held.destroy();
  idle.destroy();
});

test('tells two supervisors apart, and lets go of one that has stopped', async () => {
  const bridge = await opened();
  const first = createSessionSupervisor({ inspect: bridge, createAgentId: () => 'a' });
  createSessionSupervisor({ inspect: bridge }).register(reviewer);
  first.register(reviewer);
  const { heard, until } = await viewer(bridge.url);
  await until(isActor('sessions (2)'));
  await until(isActor('session a'));
  const parents = heard.map((message) => 'parentId' in message && message.parentId);
  expect(parents.filter((parent) => parent === 'sessions (2)')).toHaveLength(1);
  first.stop();
  const late = await viewer(bridge.url);
  await late.until(isActor('sessions (2)'));
  expect(late.heard.map(({ sessionId }) => sessionId)).not.toContain('supervisor');
});
