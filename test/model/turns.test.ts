import { describe, expect, it } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { turnsMachine } from '../../machines/index.js';
import { search } from '../support/turns-search.js';
import { TURNS_INVARIANTS } from './turns-invariants.js';
import { stuckInClose, stuckInTurn } from './turns-liveness.js';
import { turnsModel } from './turns-model.js';
import { wordsOf } from './turns-words.js';

/** `TURNS_BOUNDS=tickets,turnIds,approvals,reasons` explores another size. */
const [tickets = 3, turnIds = 2, approvals = 2, reasons = 2] = (process.env.TURNS_BOUNDS ?? '')
  .split(',')
  .filter(Boolean)
  .map(Number);
const BOUNDS = { tickets, turnIds, approvals, reasons };

const idsIn = ({ id, states }: AnyStateNode): string[] => [
  id,
  ...Object.values(states).flatMap(idsIn),
];

describe('the turns machine, every event in every state', () => {
  const explored = search(turnsModel(turnsMachine, BOUNDS), TURNS_INVARIANTS);
  const { states, links, fault } = explored;

  it('keeps every invariant on every edge', () => {
    const size = Object.entries(BOUNDS).map(([name, count]) => `${count} ${name}`);
    console.log(`turns, ${size.join(', ')}: ${states.length} states, ${links.length} edges`);
    expect(fault && { ...fault, trace: fault.trace.map(wordsOf) }).toBeUndefined();
    expect(states.length).toBeGreaterThan(1000);
  });

  it('reaches every state there is in the machine', () => {
    const reached = new Set(states.flatMap(({ snapshot }) => snapshot._nodes.map(({ id }) => id)));
    const all = idsIn(turnsMachine.root).filter((id) => id !== 'turns.closing.judging');
    expect([...reached].sort()).toEqual(all.sort());
  });

  it('comes to rest from every state, though Codex never says how a turn ended', () => {
    expect(stuckInTurn(explored)?.map(wordsOf)).toBeUndefined();
  });

  it('can be closed from every state, though Codex answers nothing', () => {
    expect(stuckInClose(explored)?.map(wordsOf)).toBeUndefined();
  });
});
