import { describe, expect, it } from 'vitest';
import { areaToSee, isLegible } from '../../../../../src/inspect/board/page/chart/in-view.js';

const active = { left: 40, top: 20, width: 220, height: 180 };
const idle = { left: 580, top: 300, width: 260, height: 180 };

describe('what is to be seen of the states that are lit', () => {
  it('is all of them where there is room', () => {
    const all = { left: 40, top: 20, width: 800, height: 460 };
    expect(areaToSee([active, idle], { width: 800, height: 460 })).toEqual(all);
  });

  it('is where each begins if there is room for that', () => {
    const heads = { left: 40, top: 20, width: 800, height: 320 };
    expect(areaToSee([active, idle], { width: 800, height: 459 })).toEqual(heads);
    expect(areaToSee([active, idle], { width: 800, height: 320 })).toEqual(heads);
  });

  it('is the last one if they lie too far apart', () => {
    expect(areaToSee([active, idle], { width: 800, height: 319 })).toEqual(idle);
    expect(areaToSee([active, idle], { width: 799, height: 460 })).toEqual(idle);
  });

  it('is the only one, whether there is room or not', () => {
    expect(areaToSee([idle], { width: 300, height: 300 })).toEqual(idle);
    expect(areaToSee([idle], { width: 100, height: 100 })).toEqual(idle);
  });

  it('is nothing where no state is lit', () => {
    expect(areaToSee([], { width: 800, height: 460 })).toBeUndefined();
  });
});

describe('a chart that is made as wide as its frame', () => {
  it('is legible in a tall window, and not on a phone', () => {
    expect(isLegible(891, 795)).toBe(true);
    expect(isLegible(891, 539)).toBe(true);
    expect(isLegible(891, 335)).toBe(false);
    expect(isLegible(1_997, 795)).toBe(false);
    expect(isLegible(1_000, 550)).toBe(true);
    expect(isLegible(1_000, 549)).toBe(false);
  });
});
