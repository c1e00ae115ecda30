import { describe, expect, it } from 'vitest';
import { Attempts } from '../../../../src/inspect/fleet/attempts.js';

const PATH = '/run/4711-0123abcd.sock';

/** At which of the next looks a socket is tried, if it fails each time. */
function triesOf(attempts: Attempts, looks: number): number[] {
  return Array.from({ length: looks }, (_, look) => look).filter(() => {
    const [attempt] = attempts.due([PATH]);
    attempt?.begin();
    attempt?.fail();
    return attempt !== undefined;
  });
}

describe('the attempts of a fleet', () => {
  it('come less and less often at a socket nobody answers on, and never stop', () => {
    expect(triesOf(new Attempts(), 200)).toEqual([0, 1, 3, 7, 15, 31, 62, 93, 124, 155, 186]);
  });

  it('start over once one succeeded', () => {
    const attempts = new Attempts();
    triesOf(attempts, 32);
    let tried = attempts.due([PATH]);
    while (tried.length === 0) tried = attempts.due([PATH]);
    tried[0]?.begin();
    tried[0]?.succeed();
    expect(triesOf(attempts, 8)).toEqual([0, 1, 3, 7]);
  });

  it('do not begin while one is under way', () => {
    const attempts = new Attempts();
    attempts.due([PATH])[0]?.begin();
    expect(attempts.underWay).toBe(1);
    expect(attempts.due([PATH])).toEqual([]);
    // not even if the socket was removed and is back meanwhile
    attempts.due([]);
    expect(attempts.due([PATH])).toEqual([]);
  });

  it('forget a socket that is gone', () => {
    const attempts = new Attempts();
    triesOf(attempts, 10);
    attempts.due([]);
    expect(triesOf(attempts, 2)).toEqual([0, 1]);
  });

  it('know a process by the name of its socket, by whatever path', () => {
    const due = new Attempts().due([PATH, '/link/4711-0123abcd.sock', '/pipe/any', '/pipe/other']);
    expect(due.map(({ key }) => key)).toEqual(['4711-0123abcd', '/pipe/any', '/pipe/other']);
  });
});
