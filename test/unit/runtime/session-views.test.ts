import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { granted, register, supervisorWith } from '../../support/supervisors.js';
import { catchWarnings, promisesSettled, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

function viewed() {
  const supervisor = supervisorWith();
  const { agentId } = register(supervisor, 'arch-ctm');
  const view = supervisor.session(agentId);
  if (view === undefined) throw new Error('no view of a live session');
  return { supervisor, agentId, view };
}

describe('the view of a session', () => {
  it('shows its id and its snapshot as it is now, and cannot send', () => {
    const { supervisor, agentId, view } = viewed();
    expect(Object.keys(view).sort()).toEqual(['getSnapshot', 'id', 'subscribe']);
    expect('send' in view).toBe(false);
    expect(view.id).toBe(agentId);
    expect(view.getSnapshot().value).toEqual({ status: 'active', thread: 'busy' });
    supervisor.setThreadState(agentId, 'idle');
    expect(view.getSnapshot().value).toEqual({ status: 'active', thread: 'idle' });
    expect(view.getSnapshot().context).toMatchObject({ agentId, identity: 'arch-ctm' });
  });

  it('exists for active and for stale sessions that were active here, and for no others', () => {
    const { supervisor, agentId } = viewed();
    supervisor.markLost(agentId);
    expect(supervisor.session(agentId)?.getSnapshot().value).toMatchObject({ status: 'stale' });
    supervisor.close(agentId);
    expect(supervisor.session(agentId)).toBeUndefined();
    expect(supervisor.session('codex:unknown')).toBeUndefined();
  });

  it('outlives the session and then shows the end', () => {
    const { supervisor, agentId, view } = viewed();
    supervisor.close(agentId);
    expect(view.getSnapshot()).toMatchObject({
      status: 'done',
      value: { status: 'closed', thread: 'closed' },
    });
    expect(() => view.subscribe(() => {}).unsubscribe()).not.toThrow();
  });
});

describe('a subscriber of a view', () => {
  it('hears of each step after the command, and may call back', () => {
    const { supervisor, agentId, view } = viewed();
    const heard: object[] = [];
    view.subscribe(({ value }) => {
      heard.push(value);
      expect(supervisor.get(agentId)).toBeDefined();
      if (heard.length === 1) expect(supervisor.markLost(agentId)).toBe(true);
    });
    expect(supervisor.setThreadState(agentId, 'idle')).toBe(true);
    expect(heard).toEqual([
      { status: 'active', thread: 'idle' },
      { status: 'stale', thread: 'idle' },
    ]);
  });

  it('that throws or rejects is reported once and reaches no command', async () => {
    const { supervisor, agentId, view } = viewed();
    view.subscribe(() => {
      throw new Error('boom');
    });
    view.subscribe((() => Promise.reject(new Error('later'))) as () => void);
    const heard: string[] = [];
    view.subscribe(({ value }) => void heard.push(value.thread));
    expect(supervisor.setThreadState(agentId, 'idle')).toBe(true);
    expect(supervisor.setThreadState(agentId, 'busy')).toBe(true);
    await promisesSettled();
    expect(heard).toEqual(['idle', 'busy']);
    expect(warnings.messages).toHaveLength(2);
  });

  it('hears nothing more once it has ended its subscription', () => {
    const { supervisor, agentId, view } = viewed();
    const heard: string[] = [];
    const subscription = view.subscribe(({ value }) => {
      heard.push(value.thread);
      subscription.unsubscribe();
    });
    supervisor.setThreadState(agentId, 'idle');
    supervisor.setThreadState(agentId, 'busy');
    expect(heard).toEqual(['idle']);
  });

  it('is not disturbed by an actor that fails', async () => {
    const { machine, breakAt } = fragileMachine();
    const supervisor = supervisorOf(machine);
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.session(agentId)?.subscribe(() => {});
    breakAt('tag.changed');
    expect(supervisor.setTag(agentId, 't')).toBe(false);
    await promisesSettled();
    expect(supervisor.get(agentId)?.status).toBe('stale');
    expect(warnings.messages).toEqual([]);
  });
});

describe('the view of the supervisor', () => {
  it('shows its state and cannot send', () => {
    const supervisor = supervisorWith({ maxConcurrent: 1 });
    expect('send' in supervisor.actor).toBe(false);
    const states = () => supervisor.actor.getSnapshot().value;
    expect(states()).toBe('open');
    const { agentId } = register(supervisor, 'arch-ctm');
    expect(states()).toBe('saturated');
    supervisor.markLost(agentId);
    expect(states()).toBe('open');
    granted(supervisor.resume(agentId));
    expect(states()).toBe('saturated');
    supervisor.drain();
    expect(states()).toBe('draining');
  });

  it('leads nobody to an actor that takes events behind its back', () => {
    const { supervisor, agentId } = viewed();
    const { children } = supervisor.actor.getSnapshot();
    const event = { type: 'session.lost' } as const;
    const told = { type: 'session.tell', seq: 0, agentId, event } as const;
    for (const child of Object.values(children)) child?.send(told as never);
    expect(supervisor.get(agentId)?.status).toBe('active');
    expect(supervisor.activeCount).toBe(1);
  });

  it('lets nobody change a session through its context', () => {
    const { supervisor, agentId, view } = viewed();
    const { context } = view.getSnapshot();
    expect(() => Object.assign(context, { identity: 'other' })).toThrow(TypeError);
    expect(supervisor.get(agentId)?.identity).toBe('arch-ctm');
  });
});

describe('an observer of an actor', () => {
  it('hears nothing of what is waiting once it is unsubscribed', () => {
    const { supervisor, agentId, view } = viewed();
    const heard: unknown[] = [];
    view.subscribe(() => second.unsubscribe());
    const second = view.subscribe((snapshot) => heard.push(snapshot));
    supervisor.setTag(agentId, 't');
    expect(heard).toEqual([]);
    expect(warnings.messages).toEqual([]);
  });
});
