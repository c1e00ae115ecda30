import fc from 'fast-check';
import { createActor, fromPromise, SimulatedClock } from 'xstate';
import {
  backendMachine,
  sessionMachine,
  supervisorMachine,
  turnsMachine,
} from '../../machines/index.js';
import type { BackendExit, CodexBackend } from '../../src/domain/ports/codex.js';
import type { Recorder } from '../../src/inspect/trace/index.js';
import type { Machines } from '../../src/runtime/engine.js';
import { ActorGroup } from '../../src/runtime/inspection.js';
import { createSupervisorCore } from '../../src/runtime/supervisor.js';
import type { LiveSystem } from '../support/live-system.js';
import { type Line, recording } from '../support/traces.js';
import type { Operation } from './operations.js';
import { attempt, type Call, call } from './translate.js';

const REAL: Machines = { supervisor: supervisorMachine, session: sessionMachine };

/** What operations on a supervisor leave in a trace; actors do not fail by themselves here. */
export function supervisorTrace(
  operations: readonly Operation[],
  { machines = REAL, contents = false, max = 2 } = {},
): Line[] {
  const { inspector, closed } = recording(contents);
  let now = '2026-01-01T00:00:00Z';
  let nextId = '';
  const open = (snapshot?: ReturnType<LiveSystem['supervisor']['toSnapshot']>) =>
    createSupervisorCore(machines, {
      ...{ maxConcurrent: max, snapshot, inspect: inspector },
      clock: () => new Date(now),
      createAgentId: () => nextId,
    });
  let core = open();
  const run = (operation: Operation): void => {
    if (operation.op === 'clock') now = operation.now;
    else if (operation.op === 'drain') core.supervisor.drain();
    else if (operation.op === 'markAllStale') core.supervisor.markAllStale();
    else if (operation.op === 'restart') {
      core.supervisor.stop();
      core = open(core.supervisor.toSnapshot());
    } else if (operation.op !== 'failure' && operation.op !== 'react') {
      if ('agentId' in operation) nextId = operation.agentId;
      attempt(() => call(core as unknown as LiveSystem, operation as Call));
    }
  };
  for (const operation of operations) run(operation);
  core.supervisor.stop();
  return closed();
}

/** Something that happens to the turns of a session or to the backend. */
export type Happening =
  | { readonly to: 'turns'; readonly event: { readonly type: string } }
  | { readonly to: 'backend'; readonly event: { readonly type: string } }
  | { readonly to: 'process'; readonly how: 'starts' | 'fails' | 'dies' | 'stops' }
  | { readonly to: 'clock'; readonly ms: number };

const ticket = fc.constantFrom('k1', 'k2', 'k3');
const turnId = fc.constantFrom('u1', 'u2', 'u3');
const of = (type: string, fields: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ type: fc.constant(type), ...fields });
const text = fc.constantFrom('', 'done', 'x'.repeat(3_000));
const cause = fc.constantFrom<unknown>(new Error('secret'), 'a text', null, undefined, {
  code: 'x',
});
const turnEvent = fc.oneof(
  of('turn.submit', { ticket }),
  of('turn.submit', { ticket }),
  of('turn.cancel', { ticket, reason: fc.constantFrom('cancelled', 'timeout') }),
  of('slot.granted'),
  of('slot.granted'),
  of('thread.opened'),
  of('thread.opened'),
  of('thread.refused', { cause }),
  of('turn.refused', { cause }),
  of('turn.found'),
  of('turn.missed', { message: text }),
  of('turn.started', { turnId }),
  of('turn.started', { turnId }),
  of('turn.completed', { turnId, text }),
  of('turn.failed', { turnId, message: text }),
  of('turn.interrupted', { turnId }),
  of('turn.erred', { turnId }),
  of('approval.requested', { approvalId: ticket }),
  of('approval.settled', { approvalId: ticket }),
);
const seldomTurnEvent = fc.oneof(
  of('session.close'),
  of('session.freed'),
  of('backend.lost', { cause }),
);
const backendEvent = fc.oneof(of('backend.need'), of('backend.need'), of('backend.proved'));
const process = fc.constantFrom('starts', 'starts', 'fails', 'dies', 'stops' as const);

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ to: fc.constant('turns'), event: turnEvent }) },
    { weight: 1, arbitrary: fc.record({ to: fc.constant('turns'), event: seldomTurnEvent }) },
    { weight: 4, arbitrary: fc.record({ to: fc.constant('backend'), event: backendEvent }) },
    { weight: 4, arbitrary: fc.record({ to: fc.constant('process'), how: process }) },
    {
      weight: 3,
      arbitrary: fc.record({ to: fc.constant('clock'), ms: fc.constantFrom(1, 60, 700) }),
    },
  ) as fc.Arbitrary<Happening>,
  { maxLength: 60, size: 'max' },
);

const PATIENCE = { silenceMs: 500, errorMs: 50, interruptMs: Number.POSITIVE_INFINITY };
const BACKEND_PATIENCE = { limit: 3, backOffMs: 50, coolOffMs: 500, provenMs: 600 };

/**
 * What happens to turns and a backend, as a trace. A turn that starts asks for the next one at once,
 * in the middle of the step, and another session's turns are told things then, too.
 */
export async function turnsTrace(
  all: readonly Happening[],
  { contents = false } = {},
): Promise<Line[]> {
  const { inspector, closed } = recording(contents);
  const group = new ActorGroup(inspector);
  const clock = new SimulatedClock();
  const turnsOf = (agentId: string) =>
    group.add((more) =>
      createActor(turnsMachine, {
        id: `turns ${agentId}`,
        input: { patience: PATIENCE },
        clock,
        ...more,
      }),
    );
  const supervisor = beginning(inspector, ['a', 'b']);
  const [turns, others] = [turnsOf('a'), turnsOf('b')];
  turns.on('turn.start', () => {
    turns.send({ type: 'turn.started', turnId: 'u1' });
    others.send({ type: 'turn.submit', ticket: 'elsewhere' });
  });
  turns.on('turn.settle', () => others.send({ type: 'slot.granted' }));
  for (const actor of [turns, others]) actor.start();
  const backend = backendIn(group, clock);
  for (const happening of all) {
    if (happening.to === 'clock') clock.increment(happening.ms);
    else if (happening.to === 'process') await backend.process(happening.how);
    else if (happening.to === 'backend') backend.send(happening.event);
    // what is sent to an actor that has ended is told and dropped
    else if (turns.getSnapshot().status === 'active') turns.send(happening.event as never);
  }
  backend.send({ type: 'backend.stop' });
  supervisor.stop();
  return closed();
}

/** A supervisor that knows sessions: there are no turns of others. */
function beginning(inspect: Recorder, agentIds: readonly string[]): { stop(): void } {
  let nextId = '';
  const { supervisor } = createSupervisorCore(REAL, {
    ...{ maxConcurrent: agentIds.length, inspect },
    clock: () => new Date('2026-01-01T00:00:00Z'),
    createAgentId: () => nextId,
  });
  for (const agentId of agentIds) {
    nextId = agentId;
    supervisor.register({ identity: agentId, team: 't', cwd: '/' });
  }
  return supervisor;
}

function backendIn(group: ActorGroup, clock: SimulatedClock) {
  const settle: { resolve: (value: never) => void; reject: (error: unknown) => void }[] = [];
  const task = <Output>() =>
    new Promise<Output>((resolve, reject) => {
      settle.push({ resolve: resolve as (value: never) => void, reject });
    });
  const machine = backendMachine.provide({
    actors: {
      startBackend: fromPromise(() => task<CodexBackend>()),
      watchBackend: fromPromise(() => task<BackendExit>()),
      stopBackend: fromPromise(() => task<void>()),
    },
  });
  const input = { patience: BACKEND_PATIENCE };
  const actor = group.add((more) => createActor(machine, { id: 'backend', input, clock, ...more }));
  actor.start();
  const results = {
    starts: { pid: 7, version: '0.169.0', answer() {} },
    dies: { exitCode: 1, signal: null, stderrTail: ['a secret'] },
    stops: undefined,
  };
  return {
    send: (event: { readonly type: string }) => {
      if (actor.getSnapshot().status === 'active') actor.send(event as never);
    },
    async process(how: 'starts' | 'fails' | 'dies' | 'stops'): Promise<void> {
      const { value } = actor.getSnapshot();
      const fitting = { starting: ['starts', 'fails'], ready: ['dies'], stopping: ['stops'] };
      if (!(fitting[value as keyof typeof fitting] ?? []).includes(how)) return;
      const last = settle.at(-1);
      if (how === 'fails') last?.reject(Object.assign(new Error('a secret'), { code: 'bad' }));
      else last?.resolve(results[how] as never);
      for (let tick = 0; tick < 6; tick += 1) await Promise.resolve();
    },
  };
}
