import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../src/domain/backlog.js';

describe('a backlog', () => {
  it('takes messages up to its limit, and more once some have left', () => {
    const backlog = new Backlog(10);
    const left = backlog.add(6);
    expect(backlog.add(4)).toBeTypeOf('function');
    expect(backlog.add(1)).toBeUndefined();
    left?.();
    expect(backlog.add(6)).toBeTypeOf('function');
    expect(backlog.add(1)).toBeUndefined();
  });

  it('counts nothing of what was too much', () => {
    const backlog = new Backlog(10);
    backlog.add(6);
    expect(backlog.add(5)).toBeUndefined();
    expect(backlog.add(4)).toBeTypeOf('function');
  });

  it('takes one message that is longer than its limit, beside others, and no second one', () => {
    const backlog = new Backlog(10);
    backlog.add(6);
    const left = backlog.add(11);
    expect(left).toBeTypeOf('function');
    expect(backlog.add(4)).toBeTypeOf('function');
    expect(backlog.add(1_000)).toBeUndefined();
    left?.();
    expect(backlog.add(1_000)).toBeTypeOf('function');
  });
});
