import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AnyActor, type AnyActorRef, createActor, createMachine } from 'xstate';
import {
  InvalidArgumentError,
  type SessionSupervisor,
  type SessionSupervisorOptions,
} from '../../../src/index.js';
import {
  ActorGroup,
  type Inspect,
  type InspectionObserver,
  type InspectionSource,
  inspectorOf,
} from '../../../src/runtime/inspection.js';
import { granted, register, supervisorWith } from '../../support/supervisors.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

/** An inspector that only keeps its sources. */
function late() {
  const sources: InspectionSource[] = [];
  const source = (): InspectionSource => {
    const [only] = sources;
    if (only === undefined || sources.length > 1) throw new Error('not one source');
    return only;
  };
  return { sources, source, attach: (each: InspectionSource) => void sources.push(each) };
}

/** What an observer hears, as `event id`; births and snapshots only. */
function hearing(source: InspectionSource) {
  const heard: string[] = [];
  const observer: InspectionObserver = (event) => {
    const { id } = event.actorRef as AnyActorRef;
    if (event.type === '@xstate.actor') heard.push(`birth ${id}`);
    if (event.type === '@xstate.snapshot') heard.push(`${event.event.type} ${id}`);
  };
  const { unsubscribe } = source.inspect(observer);
  return { heard, observer, unsubscribe };
}

const idsOf = (source: InspectionSource) => source.actors().map(({ id }) => id);

function inspected(options: SessionSupervisorOptions = {}) {
  const inspector = late();
  const supervisor = supervisorWith({ ...options, inspect: inspector });
  return { supervisor, source: inspector.source() };
}

describe('an inspector that is attached to a supervisor', () => {
  it('sees the actors that live when it looks, each after its parent', () => {
    const { supervisor, source } = inspected();
    expect(idsOf(source)).toEqual(['supervisor', 'sessions']);
    register(supervisor, 'a');
    register(supervisor, 'b');
    expect(idsOf(source)).toEqual(['supervisor', 'sessions', 'codex:1', 'codex:2']);
    for (const actor of source.actors().slice(1)) {
      expect(source.actors()).toContain(actor._parent);
    }
    supervisor.close('codex:1');
    expect(idsOf(source)).toEqual(['supervisor', 'sessions', 'codex:2']);
  });

  it('hears nothing of the past, and from then on all: births, steps and ends', () => {
    const { supervisor, source } = inspected();
    const { agentId } = register(supervisor, 'a');
    const { heard } = hearing(source);
    expect(heard).toEqual([]);
    supervisor.report(agentId, { type: 'turn.completed' });
    register(supervisor, 'b');
    supervisor.close(agentId);
    expect(heard.filter((event) => / codex:/.test(event))).toEqual([
      `turn.completed ${agentId}`,
      'birth codex:2',
      'xstate.init codex:2',
      `session.close ${agentId}`,
    ]);
  });

  it('hears of sessions that wake from a restore, which do not live before', () => {
    const first = supervisorWith();
    const { agentId } = register(first, 'a');
    const { supervisor, source } = inspected({ snapshot: first.toSnapshot() });
    expect(idsOf(source)).toEqual(['supervisor', 'sessions']);
    expect([...(source.resting?.records() ?? [])]).toMatchObject([{ agentId, status: 'stale' }]);
    const { heard } = hearing(source);
    granted(supervisor.resume(agentId));
    expect(heard).toContain(`birth ${agentId}`);
    expect(heard).toContain(`session.resume ${agentId}`);
    expect(idsOf(source)).toContain(agentId);
    expect([...(source.resting?.records() ?? [])]).toEqual([]);
  });

  it('hears nothing after it left, and others hear on', () => {
    const { supervisor, source } = inspected();
    const one = hearing(source);
    const other = hearing(source);
    register(supervisor, 'a');
    expect(one.heard).toEqual(other.heard);
    expect(one.heard.length).toBeGreaterThan(0);
    const before = [...one.heard];
    one.unsubscribe();
    one.unsubscribe();
    register(supervisor, 'b');
    expect(one.heard).toEqual(before);
    expect(other.heard.length).toBeGreaterThan(before.length);
  });

  it('costs nothing until it looks: nobody observes the system', () => {
    const { supervisor, source } = inspected();
    const [root] = source.actors() as readonly AnyActor[];
    expect(root?.options.inspect).toBeUndefined();
    const inspect = vi.spyOn(root?.system as AnyActor['system'], 'inspect');
    register(supervisor, 'a');
    source.actors();
    expect(inspect).not.toHaveBeenCalled();
    const { unsubscribe } = hearing(source);
    expect(inspect).toHaveBeenCalledTimes(1);
    unsubscribe();
  });

  it('is attached before the actors start', () => {
    let heard: readonly string[] = [];
    const attach = (source: InspectionSource): void => {
      heard = hearing(source).heard;
    };
    supervisorWith({ inspect: { attach } });
    expect(heard).toContain('xstate.init supervisor');
  });

  it('may throw: that is reported once, reaches no command, and no other inspector', () => {
    const good = late();
    const bad = {
      attach(): void {
        throw new Error('boom');
      },
    };
    const supervisor = supervisorWith({ inspect: inspectorOf([bad, good]) });
    expect(warnings.messages).toHaveLength(1);
    const hear = vi.fn(() => {
      throw new Error('boom');
    });
    good.source().inspect(hear);
    const { heard } = hearing(good.source());
    const { agentId } = register(supervisor, 'a');
    supervisor.close(agentId);
    expect(hear.mock.calls.length).toBeGreaterThan(1);
    expect(heard).toContain(`session.close ${agentId}`);
    expect(warnings.messages).toHaveLength(2);
  });

  it('is refused a call of the supervisor from inside of what it hears', () => {
    const { supervisor, source } = inspected();
    const errors: unknown[] = [];
    source.inspect(() => {
      try {
        supervisor.list();
      } catch (error) {
        errors.push(error);
      }
    });
    register(supervisor, 'a');
    expect(errors[0]).toMatchObject({ code: 'reentrant_call', method: 'list' });
  });
});

describe('the option `inspect`', () => {
  it.each([null, {}, 'inspector', 1, { attach: true }])('may not be %j', (inspect) => {
    const create = (): SessionSupervisor => supervisorWith({ inspect: inspect as never });
    expect(create).toThrow(InvalidArgumentError);
    expect(create).toThrow(/inspect/);
  });

  it('may be left out, a function, or whoever attaches itself', () => {
    for (const inspect of [undefined, () => {}, { attach: () => {} }]) {
      expect(supervisorWith({ inspect }).activeCount).toBe(0);
    }
  });
});

/** A group, and how its actors are made: they end by `end`. */
function grouped(inspect?: Inspect) {
  const group = new ActorGroup(inspect);
  const machine = createMachine({
    initial: 'a',
    states: { a: { on: { step: {}, end: 'b', fail: { actions: boom } } }, b: { type: 'final' } },
  });
  const add = (id: string) => {
    const actor = group.add((options) => createActor(machine, { id, ...options }));
    actor.subscribe({ error: () => {} });
    return actor.start();
  };
  return { group, add };
}

function boom(): never {
  throw new Error('boom');
}

describe('a group of actors', () => {
  it('attaches its inspector once, and has the actors that live', () => {
    const inspector = late();
    const { group, add } = grouped(inspector);
    expect(inspector.source()).toBe(group);
    const one = add('one');
    const other = add('other');
    expect(inspector.sources).toHaveLength(1);
    expect(group.actors()).toEqual([one, other]);
  });

  it.each([
    ['is done', (actor: AnyActor) => actor.send({ type: 'end' })],
    ['is stopped', (actor: AnyActor) => actor.stop()],
    ['fails', (actor: AnyActor) => actor.send({ type: 'fail' })],
  ])('lets go of an actor that %s', (_, end) => {
    const { group, add } = grouped();
    const [actor] = [add('one'), add('other')];
    end(actor);
    expect(idsOf(group)).toEqual(['other']);
  });

  it('tells a late observer of those that live, and of those born while it hears', () => {
    const { group, add } = grouped(late());
    const one = add('one');
    one.send({ type: 'step' });
    const { heard } = hearing(group);
    expect(heard).toEqual([]);
    one.send({ type: 'step' });
    add('two').send({ type: 'end' });
    expect(heard).toEqual(['step one', 'birth two', 'xstate.init two', 'end two']);
  });

  it('tells each observer everything once, however often it looks and leaves', () => {
    const { group, add } = grouped();
    const one = add('one');
    const first = hearing(group);
    const two = add('two');
    first.unsubscribe();
    const [second, third] = [hearing(group), hearing(group)];
    const expected = ['step one', 'step two'];
    for (const actor of [one, two]) actor.send({ type: 'step' });
    expect(second.heard).toEqual(expected);
    expect(third.heard).toEqual(expected);
    second.unsubscribe();
    second.unsubscribe();
    for (const actor of [one, two]) actor.send({ type: 'step' });
    expect(second.heard).toEqual(expected);
    expect(third.heard).toEqual([...expected, ...expected]);
    expect(first.heard).toEqual(['birth two', 'xstate.init two']);
  });

  it('tells an observer that looks twice everything twice, until it leaves once', () => {
    const { group, add } = grouped();
    const one = add('one');
    const observer = vi.fn();
    const subscriptions = [group.inspect(observer), group.inspect(observer)];
    one.send({ type: 'step' });
    const events = observer.mock.calls.length;
    subscriptions[0]?.unsubscribe();
    one.send({ type: 'step' });
    expect(observer).toHaveBeenCalledTimes(events * 1.5);
  });

  it('observes no actor while nobody looks, nor after the last one left', () => {
    const { group, add } = grouped(late());
    const one = add('one');
    expect(one.options.inspect).toBeUndefined();
    const inspect = vi.spyOn(one.system, 'inspect');
    one.send({ type: 'step' });
    expect(inspect).not.toHaveBeenCalled();
    const looks = [hearing(group), hearing(group)];
    expect(inspect).toHaveBeenCalledTimes(1);
    const unsubscribe = vi.spyOn(inspect.mock.results[0]?.value, 'unsubscribe');
    looks[0]?.unsubscribe();
    expect(unsubscribe).not.toHaveBeenCalled();
    looks[1]?.unsubscribe();
    expect(unsubscribe).toHaveBeenCalledTimes(1);
    expect(add('two').options.inspect).toBeUndefined();
  });

  it('tells a function everything from the birth of each actor on', () => {
    const heard: string[] = [];
    const { add } = grouped((event) => {
      if (event.type === '@xstate.actor') heard.push((event.actorRef as AnyActorRef).id);
    });
    add('one');
    add('two');
    expect(heard).toEqual(['one', 'two']);
  });

  it('reports a function that throws once, whatever actors there are', () => {
    const { add } = grouped(boom);
    for (const id of ['one', 'two']) add(id).send({ type: 'end' });
    expect(warnings.messages).toHaveLength(1);
  });

  it('reports an observer that throws once, and tells the others', () => {
    const { group, add } = grouped();
    const one = add('one');
    group.inspect(boom);
    const { heard } = hearing(group);
    one.send({ type: 'step' });
    add('two');
    expect(heard).toEqual(['step one', 'birth two', 'xstate.init two']);
    expect(warnings.messages).toHaveLength(1);
  });
});
