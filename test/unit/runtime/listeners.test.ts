import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  granted,
  inWords,
  refusedWith,
  register,
  request,
  supervisorWith,
} from '../../support/supervisors.js';
import { catchWarnings, promisesSettled, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

/** Three sessions, and what a well-behaved listener heard of what comes after. */
function audience() {
  const supervisor = supervisorWith();
  const heard: string[] = [];
  return {
    supervisor,
    heard,
    listen: () => supervisor.subscribe((change) => void heard.push(inWords(change))),
  };
}

describe('a listener that throws', () => {
  const CAUSES: readonly [string, () => unknown][] = [
    ['an error', () => new Error('boom')],
    ['a text', () => 'boom'],
    ['nothing', () => undefined],
    ['null', () => null],
    ['a symbol', () => Symbol('boom')],
    [
      'what cannot be printed',
      () => ({
        toString: () => {
          throw new Error('no');
        },
      }),
    ],
    ['an error with a stack that is no text', () => Object.assign(new Error(), { stack: 7 })],
  ];

  it.each(CAUSES)('(%s) is reported once and reaches neither command nor listener', (_, cause) => {
    const { supervisor, heard, listen } = audience();
    supervisor.subscribe(() => {
      throw cause();
    });
    listen();
    const { agentId } = register(supervisor, 'a');
    expect(supervisor.setTag(agentId, 't')).toBe(true);
    expect(supervisor.close(agentId)).toBe(true);
    expect(heard).toEqual(['registered codex:1', 'changed codex:1', 'closed codex:1']);
    expect(warnings.messages).toHaveLength(1);
    expect(warnings.messages[0]).toContain('listener');
  });

  it('is reported each for itself, with the cause', () => {
    const { supervisor } = audience();
    for (const word of ['one', 'two']) {
      supervisor.subscribe(() => {
        throw new Error(word);
      });
    }
    register(supervisor, 'a');
    register(supervisor, 'b');
    expect(warnings.details).toHaveLength(2);
    expect(String(warnings.details[0])).toContain('one');
    expect(String(warnings.details[1])).toContain('two');
  });

  it('as a promise that rejects is reported once', async () => {
    const { supervisor, heard, listen } = audience();
    supervisor.subscribe((() => Promise.reject(new Error('later'))) as () => void);
    listen();
    register(supervisor, 'a');
    register(supervisor, 'b');
    await promisesSettled();
    expect(heard).toHaveLength(2);
    expect(warnings.messages).toHaveLength(1);
    expect(String(warnings.details[0])).toContain('later');
  });

  it('as a thenable that throws is reported once', async () => {
    const { supervisor } = audience();
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a hostile listener's answer
      get then() {
        throw new Error('hostile');
      },
    };
    supervisor.subscribe((() => thenable) as () => void);
    register(supervisor, 'a');
    await promisesSettled();
    expect(warnings.messages).toHaveLength(1);
  });
});

describe('a listener that calls back', () => {
  it('sees the whole command done, and gets its own answer', () => {
    const { supervisor, heard, listen } = audience();
    supervisor.subscribe((change) => {
      if (change.type !== 'registered' || change.record.identity !== 'a') return;
      expect(supervisor.activeCount).toBe(1);
      expect(granted(supervisor.register(request('b'))).agentId).toBe('codex:2');
      expect(refusedWith(supervisor.register(request('b')))).toBe('identity_conflict');
      expect(supervisor.close('codex:1')).toBe(true);
    });
    listen();
    const outer = register(supervisor, 'a');
    expect(outer).toMatchObject({ agentId: 'codex:1', status: 'active' });
    expect(heard).toEqual([
      'registered codex:1',
      'registered codex:2',
      'refused register identity_conflict',
      'closed codex:1',
    ]);
  });

  it('does not mix up the order: every listener hears the same, in order', () => {
    const { supervisor, heard, listen } = audience();
    const first: string[] = [];
    for (const identity of ['a', 'b', 'c']) register(supervisor, identity);
    supervisor.subscribe((change) => {
      first.push(inWords(change));
      if (change.type === 'stale') supervisor.close(change.record.agentId);
    });
    listen();
    expect(supervisor.markAllStale()).toBe(3);
    expect(first).toEqual([
      ...['1', '2', '3'].map((id) => `stale lost codex:${id}`),
      ...['1', '2', '3'].map((id) => `closed codex:${id}`),
    ]);
    expect(heard).toEqual(first);
  });

  it('and throws then leaves what it did', () => {
    const { supervisor, heard, listen } = audience();
    supervisor.subscribe(({ type }) => {
      if (type !== 'registered') return;
      supervisor.setTag('codex:1', 't');
      throw new Error('after');
    });
    listen();
    register(supervisor, 'a');
    expect(supervisor.get('codex:1')?.tag).toBe('t');
    expect(heard).toEqual(['registered codex:1', 'changed codex:1']);
    expect(warnings.messages).toHaveLength(1);
  });

  it('may throw an argument error of its own making without harm', () => {
    const { supervisor, heard, listen } = audience();
    supervisor.subscribe(() => void supervisor.setTag('codex:1', ''));
    listen();
    register(supervisor, 'a');
    supervisor.setTag('codex:1', 't');
    expect(heard).toEqual(['registered codex:1', 'changed codex:1']);
  });
});

describe('subscribing', () => {
  it('may end in the middle of a delivery, for oneself and for others', () => {
    const { supervisor, heard } = audience();
    for (const identity of ['a', 'b']) register(supervisor, identity);
    const once = supervisor.subscribe((change) => {
      heard.push(`once: ${inWords(change)}`);
      once.unsubscribe();
      other.unsubscribe();
    });
    const other = supervisor.subscribe((change) => void heard.push(`other: ${inWords(change)}`));
    supervisor.subscribe((change) => void heard.push(`last: ${inWords(change)}`));
    supervisor.markAllStale();
    expect(heard).toEqual([
      'once: stale lost codex:1',
      'last: stale lost codex:1',
      'last: stale lost codex:2',
    ]);
  });

  it('in the middle of a delivery hears what happens from then on, nothing older', () => {
    const { supervisor, heard, listen } = audience();
    for (const identity of ['a', 'b']) register(supervisor, identity);
    let subscribed = false;
    supervisor.subscribe(() => {
      if (!subscribed) listen();
      subscribed = true;
    });
    supervisor.markAllStale();
    expect(heard).toEqual([]);
    supervisor.close('codex:1');
    expect(heard).toEqual(['closed codex:1']);
  });

  it('twice with one function hears twice, and each ends for itself', () => {
    const { supervisor, heard } = audience();
    const listener = () => void heard.push('heard');
    const subscription = supervisor.subscribe(listener);
    supervisor.subscribe(listener);
    register(supervisor, 'a');
    subscription.unsubscribe();
    subscription.unsubscribe();
    register(supervisor, 'b');
    expect(heard).toHaveLength(3);
  });

  it('is heard before the command returns', () => {
    const { supervisor, heard, listen } = audience();
    listen();
    supervisor.register(request('a'));
    expect(heard).toEqual(['registered codex:1']);
  });
});
