import { expect, test } from 'vitest';
import { createActor, type InspectionEvent } from 'xstate';
import { turnsMachine } from '../../../../machines/index.js';
import { createSessionSupervisor } from '../../../../src/index.js';
import { identityOf } from '../../../../src/inspect/actors.js';
import { shownEvent, shownSnapshot } from '../../../../src/inspect/shown/index.js';

const SECRET = 'the secret plan of the user';
const request = { identity: 'reviewer', team: 'default', cwd: '/repo' };

function inspected(use: (inspect: (event: InspectionEvent) => void) => void): InspectionEvent[] {
  const events: InspectionEvent[] = [];
  use((event) => events.push(event));
  return events;
}

function shownOf(events: readonly InspectionEvent[], contents = false) {
  return events.map((event) => {
    const who = identityOf(event.actorRef);
    const told = 'event' in event ? shownEvent(event.event, { contents }) : null;
    const snapshot = 'snapshot' in event ? shownSnapshot(event.snapshot, { contents }) : null;
    return { who, told, snapshot };
  });
}

test('shows a session by its record and both regions, and the supervisor in short', () => {
  const events = inspected((inspect) => {
    const supervisor = createSessionSupervisor({ inspect, createAgentId: () => 'codex:1' });
    supervisor.register(request);
  });
  const last = (chart: string) =>
    shownOf(events).findLast(({ who, snapshot }) => who?.chart === chart && snapshot !== null);
  expect(last('session')?.snapshot).toMatchObject({
    status: 'active',
    value: { status: 'active', thread: 'busy' },
    context: { agentId: 'codex:1', identity: 'reviewer', cwd: '/repo', turnId: null },
  });
  expect(last('supervisor')?.snapshot?.context).toEqual({
    maxConcurrent: 10,
    known: 1,
    active: 1,
    holders: [{ identity: 'reviewer', agentId: 'codex:1' }],
  });
});

test('tells a session by what it is made of, whatever it is called', () => {
  const events = inspected((inspect) => {
    const supervisor = createSessionSupervisor({ inspect, createAgentId: () => 'supervisor' });
    supervisor.register(request);
  });
  const charts = new Set(events.map(({ actorRef }) => JSON.stringify(identityOf(actorRef))));
  expect([...charts]).toEqual([
    '{"chart":"supervisor","agentId":null}',
    '{"chart":"sessions","agentId":null}',
    '{"chart":"session","agentId":"supervisor"}',
  ]);
});

test('leaves out what people and agents said, wherever it stands', () => {
  const events = inspected((inspect) => {
    const supervisor = createSessionSupervisor({ inspect });
    const registered = supervisor.register({ ...request, extra: { notes: [SECRET, 1, true] } });
    if (registered.ok) supervisor.annotate(registered.value.agentId, { more: { deep: SECRET } });
    const patience = { silenceMs: 1000, errorMs: 1000, interruptMs: 1000 };
    const turns = createActor(turnsMachine, { inspect, input: { patience } });
    turns.start();
    for (const event of [
      { type: 'turn.submit', ticket: 't1' },
      { type: 'slot.granted' },
      { type: 'thread.opened' },
      { type: 'turn.started', turnId: 'turn' },
      { type: 'turn.failed', turnId: 'turn', message: SECRET },
      { type: 'turn.completed', turnId: 'turn', text: SECRET },
      { type: 'backend.lost', cause: new Error(SECRET) },
    ] as const) {
      turns.send(event);
    }
  });
  const shown = JSON.stringify(shownOf(events));
  expect(shown).not.toContain(SECRET);
  expect(shown).toContain('‹27 characters›');
  expect(JSON.stringify(shownOf(events, true)).split(SECRET).length).toBeGreaterThan(5);
});

test('shows the Codex process by its number and version, and an error by its name and code', () => {
  const process = { pid: 7, version: '0.169.0', exited: Promise.resolve(), threads: {} };
  const done = shownEvent({ type: 'xstate.done.actor.0.backend.starting', output: process });
  expect(done).toEqual({ type: done.type, output: { pid: 7, version: '0.169.0' } });
  const exit = { exitCode: null, signal: 'SIGKILL', stderrTail: [SECRET] };
  expect(shownEvent({ type: 'x', output: exit })).toEqual({
    type: 'x',
    output: { exitCode: null, signal: 'SIGKILL' },
  });
  const error = Object.assign(new RangeError(SECRET), { code: 'spawn_failed' });
  expect(shownEvent({ type: 'x', error })).toEqual({
    type: 'x',
    error: { name: 'RangeError', code: 'spawn_failed' },
  });
});

test('shows a crowd of sessions as nothing but its length, unless all of it is wanted', () => {
  const sessions = [{ agentId: 'a', status: 'stale', prompt: SECRET }];
  const event = { type: 'xstate.init', input: { maxConcurrent: 2, sessions } };
  expect(shownEvent(event).input).toEqual({ maxConcurrent: 2, sessions: { length: 1 } });
  expect(shownEvent(event, { crowds: true }).input).toEqual({
    maxConcurrent: 2,
    sessions: [{ agentId: 'a', status: 'stale', prompt: '‹27 characters›' }],
  });
});

test('leaves out a field that nobody made a rule for', () => {
  expect(shownEvent({ type: 'x', diff: SECRET, env: { TOKEN: SECRET } })).toEqual({ type: 'x' });
});
