import { describe, expect, it } from 'vitest';
import { type AnyActorRef, createActor, createMachine } from 'xstate';
import { type ChartStep, Charts } from '../../../../src/cli/serve/charts.js';
import { ActorGroup } from '../../../../src/runtime/inspection.js';
import { fragileMachine, supervisorOf } from '../../../support/fragile-machine.js';
import { granted, register, supervisorWith } from '../../../support/supervisors.js';

/** A supervisor whose charts are looked at. */
function looking(options: Parameters<typeof supervisorWith>[0] = {}) {
  const charts = new Charts();
  const supervisor = supervisorWith({ ...options, inspect: charts });
  return { charts, supervisor };
}

function stepsOf(charts: Charts) {
  const steps: ChartStep[] = [];
  const subscription = charts.subscribe((step) => steps.push(step));
  return { steps, unsubscribe: () => subscription.unsubscribe() };
}

const inWords = ({ chart, agentId, event, value }: ChartStep): string =>
  [chart, agentId, event, ...wordsOf(value)].filter((word) => word !== null).join(' ');

const wordsOf = (value: ChartStep['value']): readonly unknown[] =>
  typeof value === 'string' ? [value] : Object.values(value).sort();

describe('the charts of a process', () => {
  it('are those of the actors that live, with the states they are in', () => {
    const { charts, supervisor } = looking();
    const { agentId } = register(supervisor, 'a');
    const closed = register(supervisor, 'b');
    supervisor.report(agentId, { type: 'turn.completed' });
    supervisor.close(closed.agentId);
    expect(charts.now()).toEqual([
      { chart: 'supervisor', agentId: null, value: 'open' },
      { chart: 'session', agentId, value: { status: 'active', thread: 'idle' } },
    ]);
  });

  it('are told step by step, with the states after it, also of sessions yet to come', () => {
    const { charts, supervisor } = looking();
    const { agentId: first } = register(supervisor, 'a');
    const { steps } = stepsOf(charts);
    expect(steps).toEqual([]);
    supervisor.report(first, { type: 'turn.completed' });
    const { agentId: second } = register(supervisor, 'b');
    supervisor.close(second);
    const session = (agentId: string, event: string, status: string, thread: string) => {
      return { chart: 'session', agentId, event, value: { status, thread } };
    };
    const supervising = (event: string) => {
      return { chart: 'supervisor', agentId: null, event, value: 'open' };
    };
    expect(steps).toEqual([
      session(first, 'turn.completed', 'active', 'idle'),
      session(second, 'xstate.init', 'active', 'busy'),
      supervising('session.register'),
      supervising('session.moved'),
      session(second, 'session.close', 'closed', 'closed'),
      supervising('session.close'),
      supervising('session.ended'),
    ]);
  });

  it('are observed only while somebody listens', () => {
    const { charts, supervisor } = looking();
    const one = stepsOf(charts);
    const other = stepsOf(charts);
    register(supervisor, 'a');
    expect(one.steps).toEqual(other.steps);
    const before = one.steps.length;
    expect(before).toBeGreaterThan(0);
    one.unsubscribe();
    register(supervisor, 'b');
    expect(one.steps).toHaveLength(before);
    expect(other.steps.length).toBeGreaterThan(before);
  });

  it('are of all sources, without actors that are no statechart of ours', () => {
    const { charts, supervisor } = looking();
    const group = new ActorGroup(charts);
    const make = (id: string) => (options: object) => {
      const machine = createMachine({
        id,
        initial: 'a',
        states: { a: { on: { go: 'b' } }, b: {} },
      });
      return createActor(machine, { id: `${id} codex:x`, ...options });
    };
    const turns = group.add(make('turns')).start();
    const stranger: AnyActorRef = group.add(make('weather')).start();
    const { steps } = stepsOf(charts);
    register(supervisor, 'a');
    turns.send({ type: 'go' });
    stranger.send({ type: 'go' });
    expect(steps.map(inWords)).toContain('turns codex:x go b');
    expect(steps.map(inWords).filter((step) => step.includes('weather'))).toEqual([]);
    expect(charts.now()).toMatchObject([
      { chart: 'supervisor' },
      { chart: 'session', agentId: 'codex:1' },
      { chart: 'turns', agentId: 'codex:x', value: 'b' },
    ]);
  });

  it('are without an actor that fails before it is in a state', () => {
    const charts = new Charts();
    const group = new ActorGroup(charts);
    const machine = createMachine({ id: 'turns' });
    machine.getInitialSnapshot = () => {
      throw new Error('boom');
    };
    const actor = group.add((options) => createActor(machine, { id: 'turns codex:x', ...options }));
    expect(group.actors()).toEqual([actor]);
    expect(charts.now()).toEqual([]);
  });

  it('are told on after an actor failed', () => {
    const charts = new Charts();
    const { machine, breakAt, mend } = fragileMachine();
    const supervisor = supervisorOf(machine, { inspect: charts });
    const { agentId } = register(supervisor, 'a');
    const { steps } = stepsOf(charts);
    breakAt('tag.changed');
    supervisor.setTag(agentId, 't');
    mend();
    granted(supervisor.resume(agentId));
    expect(steps.map(inWords)).toContain(`session ${agentId} session.resume active busy`);
  });
});
