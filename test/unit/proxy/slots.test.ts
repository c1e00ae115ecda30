import { describe, expect, it } from 'vitest';
import { TurnSlots } from '../../../src/proxy/slots.js';

/** Asks for places, and gives the names of those who have one. */
function slotsOf(max: number | null) {
  const slots = new TurnSlots(max);
  const granted: string[] = [];
  const request = (name: string) => slots.request(() => granted.push(name));
  return { slots, granted, request };
}

describe('the places among the turns that run at once', () => {
  it('are given at once while there are some, and then in order', () => {
    const { slots, granted, request } = slotsOf(2);
    const [a, , c, d] = ['a', 'b', 'c', 'd'].map(request);
    expect([granted, slots.running, slots.waiting]).toEqual([['a', 'b'], 2, 2]);
    expect([a?.before, c?.before, d?.before]).toEqual([0, 0, 1]);
    a?.release();
    expect([granted, d?.before]).toEqual([['a', 'b', 'c'], 0]);
  });

  it('are unbounded where nobody bounds them', () => {
    const { granted, request } = slotsOf(null);
    for (let count = 0; count < 100; count += 1) request(`${count}`);
    expect(granted).toHaveLength(100);
  });

  it('are given back once, however often that is said', () => {
    const { slots, granted, request } = slotsOf(1);
    const [a, b] = ['a', 'b', 'c'].map(request);
    a?.release();
    a?.release();
    expect([granted, slots.running]).toEqual([['a', 'b'], 1]);
    b?.release();
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  it('are not given to who left the line', () => {
    const { slots, granted, request } = slotsOf(1);
    const [a, b, c] = ['a', 'b', 'c'].map(request);
    b?.release();
    expect([c?.before, slots.waiting]).toEqual([0, 1]);
    a?.release();
    expect(granted).toEqual(['a', 'c']);
  });

  it('may be asked for and given back from within a grant', () => {
    const slots = new TurnSlots(1);
    const granted: string[] = [];
    const first = slots.request(() => granted.push('first'));
    slots.request(() => {
      granted.push('second');
      slots.request(() => granted.push('third'));
    });
    first.release();
    expect([granted, slots.running, slots.waiting]).toEqual([['first', 'second'], 1, 1]);
  });
});
