import { beforeAll, describe, expect, it } from 'vitest';
import { sessionMachine, supervisorMachine } from '../../machines/index.js';
import { type Bounds, describeEvent } from './events.js';
import { type Exploration, eventsTo, explore, reaching } from './explore.js';
import { recordIn } from './session-steps.js';
import type { SystemEvent, SystemState } from './system.js';

const machines = { supervisor: supervisorMachine, session: sessionMachine };

/** `MODEL_BOUNDS=slots,identities,threads,max` explores another size instead of the first. */
const [slots = 3, identities = 3, threads = 0, max = 2] = (process.env.MODEL_BOUNDS ?? '')
  .split(',')
  .filter(Boolean)
  .map(Number);
const SYSTEMS: readonly Bounds[] = [
  { slots, identities, threads, max },
  { slots: 2, identities: 2, threads: 2, max: 2 },
];

/** Larger bounds take hours; the default takes about a minute. */
const EXPLORATION_TIMEOUT_MS = 24 * 3_600_000;

const records = ({ sessions }: SystemState) => [...sessions.values()].map(recordIn);
const allClosed = (state: SystemState) => records(state).every(({ status }) => status === 'closed');
const isClose = (event: SystemEvent) => event.type === 'command' && event.command.type === 'close';
/** What an owner of sessions would do to get a name: not drain, not restart, not insert. */
const isUse = (event: SystemEvent) =>
  event.type === 'command' &&
  ['register', 'resume', 'close', 'park', 'lost', 'report'].includes(event.command.type);

function firstStuck({ nodes }: Exploration, reached: readonly boolean[]): string[] | undefined {
  const index = reached.indexOf(false);
  return index < 0 ? undefined : eventsTo(nodes, index).map(describeEvent);
}

describe.each(SYSTEMS)('supervisor and sessions: %o', (bounds) => {
  let exploration: Exploration;
  beforeAll(() => {
    exploration = explore(machines, bounds, { keepLinks: true });
  }, EXPLORATION_TIMEOUT_MS);

  it('keeps every invariant in every state and on every edge', () => {
    const size = Object.entries(bounds).map(([name, count]) => `${count} ${name}`);
    const { nodes, edges } = exploration;
    console.log(`supervisor, ${size.join(', ')}: ${nodes.length} states, ${edges} edges`);
    expect(exploration.violation).toBeUndefined();
    expect(nodes.length).toBeGreaterThan(1000);
  });

  it('can close everything from every state', () => {
    const stuck = firstStuck(exploration, reaching(exploration, allClosed, isClose));
    expect(stuck).toBeUndefined();
  });

  it('can give any identity an active holder from every state that is not draining', () => {
    for (const identity of Array.from({ length: bounds.identities }, (_, i) => `i${i + 1}`)) {
      const held = (state: SystemState) =>
        state.supervisor.value === 'draining' ||
        records(state).some((of) => of.status === 'active' && of.identity === identity);
      expect(firstStuck(exploration, reaching(exploration, held, isUse))).toBeUndefined();
    }
  });
});
