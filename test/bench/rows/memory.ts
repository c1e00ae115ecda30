import type { SideName } from '../sides/index.js';
import { interleaved } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import { counted, type Sizes } from '../support/sizes.js';
import { medianOf } from '../support/statistics.js';

/** Heap hardly varies: few samples do, each in a new process. */
const ROUNDS = 3;

/** The bytes of two sides, by fresh processes. */
async function bytes(ours: SideName, peer: SideName, sessions: number) {
  const sizes = { sessions };
  const sides = { ours: { side: ours, sizes }, peer: { side: peer, sizes } };
  const samples = await interleaved({ sides, rounds: ROUNDS, fresh: true });
  return {
    ours: medianOf(samples, (round) => round.ours),
    peer: medianOf(samples, (round) => round.peer),
    difference: medianOf(samples, (round) => round.ours - round.peer),
  };
}

export async function liveMemoryRow({ live }: Sizes): Promise<Row> {
  const measured = await bytes('live-memory/ours', 'live-memory/map', live);
  return {
    id: 'live-memory',
    label: `memory per live session, its record included, at ${counted(live)} (peer: Map registry)`,
    ours: measured.ours,
    peer: measured.peer,
    unit: 'B',
    value: measured.ours,
    valueUnit: 'B',
    budget: { limit: 3_500, better: 'at most' },
  };
}
