import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSessionSupervisor, LEGAL_PAIRS, THREAD_STATES } from '../../../src/index.js';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { record } from '../../support/records.js';
import { register, request, supervisorWith } from '../../support/supervisors.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

describe('what is handed out is frozen', () => {
  it('records, whatever made them', () => {
    const { machine, breakAt, mend } = fragileMachine();
    const supervisor = supervisorOf(machine);
    breakAt('birth');
    expect(() => supervisor.register(request('unborn'))).toThrow();
    mend();
    const failed = register(supervisor, 'failed').agentId;
    breakAt('tag.changed');
    supervisor.setTag(failed, 't');
    mend();
    supervisor.insertStale(record());
    const restored = createSessionSupervisor({ snapshot: supervisor.toSnapshot() });
    register(supervisor, 'live');
    const active = createSessionSupervisor({ snapshot: supervisor.toSnapshot() });
    for (const of of [supervisor, restored, active]) {
      expect(of.list().filter((one) => !Object.isFrozen(one))).toEqual([]);
    }
  });

  it('results and refusals', () => {
    const supervisor = supervisorWith();
    const first = supervisor.register(request('a'));
    const second = supervisor.register(request('a'));
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen(second)).toBe(true);
    expect(second.ok || Object.isFrozen(second.refusal)).toBe(true);
  });

  it('changes: a listener cannot alter what the others hear', () => {
    const supervisor = supervisorWith();
    const heard: string[] = [];
    supervisor.subscribe((change) => Object.assign(change, { type: 'hacked' }));
    supervisor.subscribe(({ type }) => heard.push(type));
    register(supervisor, 'a');
    supervisor.register(request('a'));
    expect(heard).toEqual(['registered', 'refused']);
    expect(warnings.messages).toHaveLength(1);
  });

  it('snapshots of the views, to the states and the index in them', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'a');
    const session = supervisor.session(agentId)?.getSnapshot();
    const { occupancy } = supervisor.actor.getSnapshot().context;
    for (const part of [session, session?.value, session?.context, occupancy]) {
      expect(() => Object.assign(part as object, { status: 'closed', holders: 0 })).toThrow();
    }
    expect(Object.isFrozen(occupancy.sessions.get(agentId))).toBe(true);
    expect(supervisor.get(agentId)?.status).toBe('active');
  });

  it('the lists of states', () => {
    for (const list of [THREAD_STATES, LEGAL_PAIRS, LEGAL_PAIRS[0]]) {
      expect(Object.isFrozen(list)).toBe(true);
    }
  });
});
