import { describe, expect, it } from 'vitest';
import { sessionMachine, supervisorMachine } from '../../machines/index.js';
import type { SessionSupervisor } from '../../src/index.js';
import { LiveSystem } from '../support/live-system.js';
import type { ReferenceCommand } from '../support/reference-model.js';
import { describeEvent } from './events.js';
import { eventsTo, explore } from './explore.js';
import { modelKey } from './invariants.js';
import { AT, CURRENT } from './session-steps.js';
import type { SystemEvent } from './system.js';

const BOUNDS = { slots: 2, identities: 2, threads: 1, max: 2 };
const { nodes, links } = explore(
  { supervisor: supervisorMachine, session: sessionMachine },
  BOUNDS,
  {
    keepLinks: true,
  },
);

/** An event that a live supervisor cannot be brought to: a sleeping actor's failure, a turn unheard of. */
class NotReplayable extends Error {}

/** The real turn id behind a folded one. */
function turnIdFor(supervisor: SessionSupervisor, agentId: string, folded: string): string {
  const context = supervisor.session(agentId)?.getSnapshot().context;
  if (folded === CURRENT) return context?.turnId ?? `turn-${agentId}-${Math.random()}`;
  if (context?.lastEndedTurnId == null) throw new NotReplayable();
  return context.lastEndedTurnId;
}

function run(live: LiveSystem, command: ReferenceCommand): void {
  const { supervisor } = live;
  switch (command.type) {
    case 'register': {
      live.nextId = command.record.agentId;
      return void supervisor.register(command.record);
    }
    case 'resume':
      return void supervisor.resume(command.agentId, command);
    case 'insert':
      return void supervisor.insertStale(command.record);
    case 'drain':
      return supervisor.drain();
    case 'report': {
      const { agentId, fact } = command;
      if (fact.type === 'fields.changed') throw new NotReplayable();
      if (fact.type === 'thread.bound') return void supervisor.report(agentId, fact);
      const turnId = fact.turnId && turnIdFor(supervisor, agentId, fact.turnId);
      return void supervisor.report(agentId, { type: fact.type, ...(turnId && { turnId }) });
    }
    case 'lost':
      return void supervisor.markLost(command.agentId);
    case 'evict':
      return void live.evict(command.agentId);
    default:
      return void supervisor[command.type](command.agentId);
  }
}

function play(live: LiveSystem, event: SystemEvent): void {
  if (event.type === 'restart') return live.restart((supervisor) => supervisor.toSnapshot());
  if (event.type === 'failure') {
    const status = live.supervisor.get(event.agentId)?.status;
    if (!live.failNow(event.agentId) && status === 'stale') throw new NotReplayable();
    return;
  }
  if (event.command.fails) live.sessions.breakNext();
  try {
    run(live, event.command);
  } catch (error) {
    const expected = (error as { code?: string }).code ?? '';
    if (!['session_failed', 'invalid_argument'].includes(expected)) throw error;
  } finally {
    live.sessions.mend();
  }
}

describe('the live actors agree with the exploration', () => {
  it('on a sample of the explored edges, each from the beginning', () => {
    let replayed = 0;
    for (let index = 0; index < links.length; index += 23) {
      const { from, to, by } = links[index]!;
      const events = [...eventsTo(nodes, from), by];
      const live = new LiveSystem({ max: BOUNDS.max });
      live.now = AT;
      try {
        for (const event of events) play(live, event);
      } catch (error) {
        if (error instanceof NotReplayable) continue;
        throw error;
      }
      const expected = nodes[to]!;
      const observed = live.observed(expected.model.threads);
      expect(modelKey(observed), events.map(describeEvent).join('\n')).toBe(expected.modelKey);
      for (const [threadId, bound] of Object.entries(expected.model.threads)) {
        const active = bound.find((id) => live.supervisor.get(id)?.status === 'active');
        expect(live.supervisor.findByThreadId(threadId)).toBe(active ?? bound.at(-1));
      }
      replayed += 1;
    }
    console.log(`replayed ${replayed} edges on live actors`);
    expect(replayed).toBeGreaterThan(500);
  });
});
