import type { SideName } from '../sides/index.js';
import { interleaved } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import { counted, type Sizes } from '../support/sizes.js';
import { medianOf } from '../support/statistics.js';

/** Heap hardly varies: few samples do, each in a new process. */
const MAX_ROUNDS = 3;

/** The bytes per session on two sides. */
async function bytes(ours: SideName, peer: SideName, sessions: number, { freshRounds }: Sizes) {
  const rounds = Math.min(freshRounds, MAX_ROUNDS);
  const sizes = { sessions };
  const sides = { ours: { side: ours, sizes }, peer: { side: peer, sizes } };
  const samples = await interleaved({ sides, rounds, fresh: true });
  return {
    ours: medianOf(samples, (round) => round.ours),
    peer: medianOf(samples, (round) => round.peer),
    difference: medianOf(samples, (round) => round.ours - round.peer),
  };
}

export async function liveMemoryRow(all: Sizes): Promise<Row> {
  const measured = await bytes('live-memory/ours', 'live-memory/map', all.live, all);
  return {
    id: 'live-memory',
    label: `memory per live session, its record included, at ${counted(all.live)} (peer: Map registry)`,
    ours: measured.ours,
    peer: measured.peer,
    unit: 'B',
    value: measured.ours,
    valueUnit: 'B',
    budget: { limit: 3_500, better: 'at most' },
  };
}

// What is left when nothing is kept: buffers that grew, code that was compiled.
const NOTHING = { limit: 16, better: 'at most' } as const;

/** What the life of an actor leaves behind: the same records, with and without one in their past. */
export async function keptByActorsRow(all: Sizes): Promise<Row> {
  const sides = ['kept-memory/lived', 'kept-memory/restored'] as const;
  const { difference, ...medians } = await bytes(...sides, all.remembered, all);
  return {
    id: 'kept-by-actors',
    label: 'kept per ended session by the actor system (peer: handed the same records, no actors)',
    ...medians,
    unit: 'B',
    value: difference,
    valueUnit: 'B',
    budget: NOTHING,
  };
}

/** What the supervisor keeps of an ended session besides its record: an entry of its index. */
export async function keptBesidesRecordRow(all: Sizes): Promise<Row> {
  const sides = ['kept-memory/lived', 'kept-memory/plain-map'] as const;
  const { difference, ...medians } = await bytes(...sides, all.remembered, all);
  return {
    id: 'kept-besides-record',
    label: 'kept per ended session, its index entry included (peer: plain Map of the same records)',
    ...medians,
    unit: 'B',
    value: difference,
    valueUnit: 'B',
  };
}

/** What stays of a session that was closed and forgotten. */
export async function keptAfterForgetRow(all: Sizes): Promise<Row> {
  const sides = ['kept-memory/forgotten', 'kept-memory/nothing'] as const;
  const { difference, ...medians } = await bytes(...sides, all.remembered, all);
  return {
    id: 'kept-after-forget',
    label: 'kept per session that was closed and forgotten (peer: no session at all)',
    ...medians,
    unit: 'B',
    value: difference,
    valueUnit: 'B',
    budget: NOTHING,
  };
}
