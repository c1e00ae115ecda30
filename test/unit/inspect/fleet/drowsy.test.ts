import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fleet, FleetNews } from '../../../../src/inspect/fleet/api.js';
import { DrowsyFleet } from '../../../../src/inspect/fleet/index.js';
import { picture } from '../../../support/sights.js';

const JOINED: FleetNews = { type: 'joined', process: 'p1', picture: picture() };

/** Fleets that are opened, and what is known of them. */
function openings() {
  const ended: number[] = [];
  let opened = 0;
  const open = (): Fleet => {
    opened += 1;
    const number = opened;
    return {
      subscribe(listener) {
        listener(JOINED);
        return { unsubscribe: () => {} };
      },
      close: async (process, agentId) => process === 'p1' && agentId === 'a',
      approve: async () => ({ answered: false }),
      end: () => void ended.push(number),
    };
  };
  return { open, ended, opened: () => opened };
}

describe('a fleet that sleeps while nobody looks', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('observes nothing until somebody is there', async () => {
    const { open, opened } = openings();
    const fleet = new DrowsyFleet(open);
    const heard: FleetNews[] = [];
    fleet.subscribe((news) => heard.push(news));
    expect([opened(), heard]).toEqual([0, []]);
    await expect(fleet.close('p1', 'a')).rejects.toMatchObject({ code: 'unreachable' });
    fleet.attend(true);
    expect([opened(), heard]).toEqual([1, [JOINED]]);
    expect(await fleet.close('p1', 'a')).toBe(true);
    expect(await fleet.approve('p1', { approvalId: '1', decision: 'accept' })).toEqual({
      answered: false,
    });
  });

  it('goes on for a while after the last one left, as when a page is loaded anew', () => {
    const { open, opened, ended } = openings();
    const fleet = new DrowsyFleet(open);
    fleet.attend(true);
    fleet.attend(false);
    vi.advanceTimersByTime(59_000);
    fleet.attend(true);
    vi.advanceTimersByTime(120_000);
    expect([opened(), ended]).toEqual([1, []]);
  });

  it('sleeps then, tells that all have left, and wakes again', () => {
    const { open, opened, ended } = openings();
    const fleet = new DrowsyFleet(open);
    const heard: FleetNews[] = [];
    fleet.subscribe((news) => heard.push(news));
    fleet.attend(true);
    fleet.attend(false);
    vi.advanceTimersByTime(60_000);
    expect(ended).toEqual([1]);
    expect(heard.map(({ type }) => type)).toEqual(['joined', 'left']);
    fleet.attend(true);
    expect([opened(), heard.length]).toEqual([2, 3]);
  });

  it('is over when it is ended', () => {
    const { open, opened, ended } = openings();
    const fleet = new DrowsyFleet(open);
    fleet.attend(true);
    fleet.end();
    fleet.end();
    fleet.attend(true);
    expect([opened(), ended]).toEqual([1, [1]]);
  });
});
