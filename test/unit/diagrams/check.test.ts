import { describe, expect, it } from 'vitest';
import { differences } from '../../../diagrams/check.js';
import { drawAll, PICTURES } from '../../../diagrams/pictures.js';
import { sessionMachine } from '../../../machines/index.js';
import { variantOf } from './variants.js';

const committed = await drawAll(PICTURES);
const read = (name: string) => committed.get(name);

/** The files that are found out of date when the session machine is this one. */
async function outdatedBy(machine: (typeof PICTURES)[number]['machine']): Promise<string[]> {
  const drawn = await drawAll([{ ...PICTURES[0]!, machine }]);
  return differences(drawn, read);
}

const ALL = ['mmd', 'svg', 'stately.ts'].map((format) =>
  expect.stringMatching(`^diagrams/session\\.${format} differs .*: run npm run diagrams$`),
);

describe('comparing the pictures with the machines', () => {
  it('finds nothing as long as a machine stays the same', async () => {
    expect(await outdatedBy(variantOf(sessionMachine, [], () => {}))).toEqual([]);
  });

  it('finds a transition that is gone, in every format', async () => {
    const variant = variantOf(sessionMachine, ['status', 'active'], (state) => {
      delete state.on!['session.parked'];
    });
    expect(await outdatedBy(variant)).toEqual(ALL);
  });

  it('finds a guard that is gone, in every format', async () => {
    const variant = variantOf(sessionMachine, ['status', 'active'], (state) => {
      state.on!['session.parked'] = { target: 'stale', actions: 'endTurn' };
    });
    expect(await outdatedBy(variant)).toEqual(ALL);
  });

  it('finds a description that is another, in every format', async () => {
    const variant = variantOf(sessionMachine, ['thread', 'idle'], (state) => {
      state.description = 'Waits for the next turn!';
    });
    expect(await outdatedBy(variant)).toEqual(ALL);
  });

  it('finds a file that is missing', () => {
    expect(differences(new Map([['a.mmd', 'x']]), () => undefined)).toEqual([
      'diagrams/a.mmd is missing: run npm run diagrams',
    ]);
  });
});
