import { describe, expect, it } from 'vitest';
import { assign, createMachine } from 'xstate';
import {
  decideAdmission,
  type SessionMachine,
  type SupervisorContext,
  type SupervisorEvent,
  type SupervisorMachine,
  sessionMachine,
  supervisorMachine,
} from '../../machines/index.js';
import { explore } from './explore.js';
import type { Invariant } from './invariants.js';
import type { Machines } from './system.js';

const BOUNDS = { slots: 2, identities: 2, threads: 1, max: 2 };
const ONE_AT_MOST = { ...BOUNDS, max: 1 };

/** A verdict that forgets to look for one kind of refusal. */
const forgetting =
  (code: string) =>
  ({ context, event }: { context: SupervisorContext; event: SupervisorEvent }) => {
    const request =
      event.type === 'session.register'
        ? ({ command: 'register', identity: event.session.identity } as const)
        : event.type === 'session.resume'
          ? ({ ...event, command: 'resume' } as const)
          : undefined;
    if (request === undefined) return false;
    const { occupancy, maxConcurrent } = context;
    const verdict = decideAdmission(occupancy, request, { maxConcurrent, draining: false });
    return !verdict.admitted && verdict.refusal.code !== code;
  };

type Config = SupervisorMachine['config'];
const supervisorWith = (change: (config: Config) => Config): SupervisorMachine =>
  createMachine(
    change(supervisorMachine.config) as never,
    supervisorMachine.implementations as never,
  ) as unknown as SupervisorMachine;

/** The supervisor machine with another answer to one command. */
const answering = (command: string, answer: readonly object[]): SupervisorMachine =>
  supervisorWith((config) => ({ ...config, on: { ...(config.on as object), [command]: answer } }));

type SessionConfig = { states: Record<string, { states: Record<string, { on?: object }> }> };
/** The session machine with other transitions in one state. */
const sessionWith = (region: string, state: string, on: object): SessionMachine => {
  const config = sessionMachine.config as unknown as SessionConfig;
  const regionConfig = config.states[region]!;
  const stateConfig = regionConfig.states[state]!;
  const states = {
    ...regionConfig.states,
    [state]: { ...stateConfig, on: { ...stateConfig.on, ...on } },
  };
  return createMachine(
    { ...config, states: { ...config.states, [region]: { ...regionConfig, states } } } as never,
    sessionMachine.implementations as never,
  ) as unknown as SessionMachine;
};

const BUGS: readonly { invariant: Invariant; bug: string; machines: Partial<Machines> }[] = [
  {
    invariant: 'I1',
    bug: 'admits a second holder of an identity',
    machines: {
      supervisor: supervisorMachine.provide({
        guards: { isRefused: forgetting('identity_conflict') },
      }),
    },
  },
  {
    invariant: 'I2',
    bug: 'never sees that the maximum is reached',
    machines: {
      supervisor: supervisorMachine.provide({
        guards: { isRefused: forgetting('max_sessions_exceeded'), takesLastSlot: () => false },
      }),
    },
  },
  {
    invariant: 'I3',
    bug: 'leaves the identity of a session that is over in the index',
    machines: {
      supervisor: supervisorMachine.provide({
        actions: {
          follow: assign(({ context: { occupancy }, event }) => {
            if (event.type !== 'session.moved') return {};
            const { agentId, identity, status, threadId } = event;
            const sessions = occupancy.sessions.set(agentId, { identity, status, threadId });
            return { occupancy: { ...occupancy, sessions } };
          }),
        },
      }),
    },
  },
  {
    invariant: 'I4',
    bug: 'closes the status and leaves the thread idle',
    machines: { session: sessionWith('thread', 'idle', { 'session.close': {} }) },
  },
  {
    invariant: 'I5',
    bug: 'lets a closed record be replaced',
    machines: { supervisor: supervisorMachine.provide({ guards: { isInsertable: () => true } }) },
  },
  {
    invariant: 'I6',
    bug: 'does not become saturated with the last slot',
    machines: { supervisor: supervisorMachine.provide({ guards: { takesLastSlot: () => false } }) },
  },
  {
    invariant: 'I6',
    bug: 'evicts an active session, and does not see that a slot is free',
    machines: {
      supervisor: supervisorMachine.provide({
        guards: {
          isInactive: ({ context, event }) =>
            'agentId' in event && context.occupancy.sessions.has(event.agentId),
        },
      }),
    },
  },
  {
    invariant: 'I7',
    bug: 'gives a new session the agent id of an old one',
    machines: { supervisor: supervisorMachine.provide({ guards: { isTaken: () => false } }) },
  },
  {
    invariant: 'I8',
    bug: 'starts draining with a command it ignores',
    machines: {
      supervisor: answering('session.forget', [{ target: '.draining', actions: 'settleIgnored' }]),
    },
  },
  {
    invariant: 'I10',
    bug: 'wakes a stale session by a fact',
    machines: { session: sessionWith('status', 'stale', { 'turn.started': { target: 'active' } }) },
  },
  {
    invariant: 'I10',
    bug: 'takes a late start of the turn that ended for a new turn',
    machines: { session: sessionMachine.provide({ guards: { startsTurn: () => true } }) },
  },
  {
    invariant: 'I12',
    bug: 'gives an ignored command no outcome',
    machines: { supervisor: supervisorMachine.provide({ actions: { settleIgnored: assign({}) } }) },
  },
  {
    invariant: 'I13',
    bug: 'does not believe what a session says',
    machines: { supervisor: supervisorMachine.provide({ actions: { follow: assign({}) } }) },
  },
  {
    invariant: 'I13',
    bug: 'believes that a session is evicted, and does not tell the hub',
    machines: {
      supervisor: answering('session.evict', [
        { guard: 'isInactive', actions: ['forget', 'settleApplied'] },
        { actions: 'settleIgnored' },
      ]),
    },
  },
  {
    invariant: 'I14',
    bug: 'binds a thread that another active session holds',
    machines: { supervisor: supervisorMachine.provide({ guards: { isBindable: () => true } }) },
  },
  {
    invariant: 'I14',
    bug: 'resumes a session whose thread is held',
    machines: {
      supervisor: supervisorMachine.provide({ guards: { isRefused: forgetting('thread_held') } }),
    },
  },
];

describe('a seeded bug is found by the invariant it breaks', () => {
  it.each(BUGS)('$invariant: $bug', ({ invariant, machines }) => {
    const variant = { supervisor: supervisorMachine, session: sessionMachine, ...machines };
    const { violation } = explore(variant, invariant === 'I2' ? ONE_AT_MOST : BOUNDS, {
      only: [invariant],
    });
    expect(violation?.invariant).toBe(invariant);
    expect(violation?.trace.length).toBeLessThanOrEqual(5);
  });

  it('the same search finds nothing in the real machines', () => {
    const real = { supervisor: supervisorMachine, session: sessionMachine };
    expect(explore(real, BOUNDS).violation).toBeUndefined();
  });

  it('a violation prints the shortest way to it', () => {
    const supervisor = supervisorMachine.provide({ guards: { isTaken: () => false } });
    const { violation } = explore({ supervisor, session: sessionMachine }, BOUNDS, {
      only: ['I7'],
    });
    expect(violation).toMatchObject({ message: 'a new session replaced s1' });
    expect(violation?.trace).toHaveLength(2);
    expect(violation?.trace[0]).toMatch(/^register \{"agentId":"s1"/);
  });
});
