import type { SessionRecord } from 'codex-sessions';
import { sessionMachine } from 'codex-sessions/machines';
import { v4 } from 'uuid';
import { type Actor, createActor, setup, spawnChild } from 'xstate';

type Input = Omit<SessionRecord, 'status' | 'threadState'>;
interface Register {
  readonly type: 'session.register';
  readonly session: Input;
}

/**
 * A supervisor as XState's documentation teaches it: `spawnChild` for every session, unique ids.
 *
 * It spawns the session machine under test, and its index of identities is a Map that is changed in
 * place, so that nothing but the way of spawning differs.
 */
const naiveSupervisor = setup({
  types: {
    context: {} as { readonly holders: Map<string, string> },
    events: {} as Register,
  },
  actors: { session: sessionMachine },
  guards: {
    isFree: ({ context, event }) => !context.holders.has(event.session.identity),
  },
  actions: {
    hold: ({ context, event }) => {
      context.holders.set(event.session.identity, event.session.agentId);
    },
    spawnSession: spawnChild('session', {
      id: ({ event }) => event.session.agentId,
      input: ({ event }) => event.session,
    }),
  },
}).createMachine({
  id: 'naive',
  context: () => ({ holders: new Map() }),
  on: { 'session.register': { guard: 'isFree', actions: ['hold', 'spawnSession'] } },
});

/** The naive supervisor behind the one method that is measured. */
export class SpawnChildSupervisor {
  readonly #actor: Actor<typeof naiveSupervisor> = createActor(naiveSupervisor).start();

  get size(): number {
    return Object.keys(this.#actor.getSnapshot().children).length;
  }

  register(identity: string, team: string, cwd: string): string {
    const agentId = `codex:${v4()}`;
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    const where = { team, cwd, repoRoot: null, repoName: null, branch: null };
    const times = { startedAt: now, lastActive: now };
    const session = { agentId, identity, threadId: null, ...where, ...times, extra: {} };
    this.#actor.send({ type: 'session.register', session });
    return agentId;
  }
}
