import { describe, expect, it } from 'vitest';
import {
  InvalidArgumentError,
  parseRegistrySnapshot,
  type SessionSupervisor,
  serializeRegistrySnapshot,
  type TurnFact,
} from '../../../src/index.js';
import {
  changesOf,
  granted,
  register,
  settableClock,
  supervisorWith,
} from '../../support/supervisors.js';

const ENDS = ['turn.completed', 'turn.failed', 'turn.interrupted'] as const;

function oneSession(): { supervisor: SessionSupervisor; id: string } {
  const supervisor = supervisorWith();
  return { supervisor, id: register(supervisor, 'arch-ctm').agentId };
}

/** Reports facts and tells of each whether it was taken. */
function reportAll({ supervisor, id }: ReturnType<typeof oneSession>, ...facts: TurnFact[]) {
  return facts.map((fact) => supervisor.report(id, fact));
}

describe('turns', () => {
  it.each(ENDS)('end with %s of the turn that runs', (end) => {
    const one = oneSession();
    const facts = [
      { type: 'turn.started', turnId: 't1' },
      { type: end, turnId: 't1' },
    ] as const;
    expect(reportAll(one, ...facts)).toEqual([true, true]);
    expect(one.supervisor.getThreadState(one.id)).toBe('idle');
  });

  it.each(ENDS)('do not end with %s of another turn, nor while none is named', (end) => {
    const one = oneSession();
    expect(reportAll(one, { type: end, turnId: 't0' })).toEqual([false]);
    reportAll(one, { type: 'turn.started', turnId: 't1' });
    expect(reportAll(one, { type: end, turnId: 't0' })).toEqual([false]);
    expect(one.supervisor.getThreadState(one.id)).toBe('busy');
  });

  it('ignore duplicates and late facts of the turn that ended last', () => {
    const one = oneSession();
    const started = { type: 'turn.started', turnId: 't1' } as const;
    const completed = { type: 'turn.completed', turnId: 't1' } as const;
    expect(reportAll(one, started, started, completed, completed, started)).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(one.supervisor.getThreadState(one.id)).toBe('idle');
  });

  it('of a stale session are ignored, and a resumed one knows its last turn', () => {
    const one = oneSession();
    reportAll(one, { type: 'turn.started', turnId: 't1' });
    one.supervisor.markLost(one.id);
    expect(
      reportAll(one, { type: 'turn.completed', turnId: 't1' }, { type: 'turn.completed' }),
    ).toEqual([false, false]);
    granted(one.supervisor.resume(one.id));
    expect(
      reportAll(
        one,
        { type: 'turn.started', turnId: 't1' },
        { type: 'turn.started', turnId: 't2' },
      ),
    ).toEqual([false, true]);
  });

  it('are told as changes of the record, and what changes no field of it is told to nobody', () => {
    const one = oneSession();
    const changes = changesOf(one.supervisor);
    reportAll(
      one,
      { type: 'turn.started', turnId: 't1' },
      { type: 'turn.completed', turnId: 't1' },
    );
    expect(changes).toMatchObject([
      { type: 'changed', record: { threadState: 'idle' }, previous: { threadState: 'busy' } },
    ]);
  });
});

describe('setThreadState', () => {
  const STATES = ['busy', 'idle', 'closed'] as const;
  const STANDINGS = {
    'active busy': { busy: true, idle: true, closed: true },
    'active idle': { busy: true, idle: true, closed: true },
    'stale busy': { busy: true, idle: false, closed: true },
    'stale idle': { busy: false, idle: true, closed: true },
    'closed closed': { busy: false, idle: false, closed: true },
  } as const;

  function standing(name: string) {
    const one = oneSession();
    if (name.endsWith('idle')) one.supervisor.setThreadState(one.id, 'idle');
    if (name.startsWith('stale')) one.supervisor.markLost(one.id);
    if (name.startsWith('closed')) one.supervisor.close(one.id);
    return one;
  }

  it.each(Object.entries(STANDINGS))(
    'of %s is true when the session now has it',
    (name, answers) => {
      for (const state of STATES) {
        const { supervisor, id } = standing(name);
        expect(supervisor.setThreadState(id, state)).toBe(answers[state]);
        expect(supervisor.getThreadState(id) === state).toBe(answers[state]);
      }
    },
  );

  it('ends a named turn without naming it', () => {
    const one = oneSession();
    reportAll(one, { type: 'turn.started', turnId: 't1' });
    expect(one.supervisor.setThreadState(one.id, 'idle')).toBe(true);
    expect(reportAll(one, { type: 'turn.started', turnId: 't1' })).toEqual([false]);
  });
});

describe('the setters', () => {
  it('write their field on active and stale sessions', () => {
    const { supervisor, id } = oneSession();
    for (const round of ['active', 'stale']) {
      expect(supervisor.setThreadId(id, `thread-${round}`)).toBe(true);
      expect(supervisor.setAgentSource(id, `${round}.md`)).toBe(true);
      expect(supervisor.setCwd(id, `/${round}`)).toBe(true);
      expect(supervisor.setTag(id, round)).toBe(true);
      expect(supervisor.get(id)).toMatchObject({
        threadId: `thread-${round}`,
        agentSource: `${round}.md`,
        cwd: `/${round}`,
        tag: round,
      });
      supervisor.markLost(id);
    }
  });

  it('touch replaces all three fields and renews the time; the others do not renew it', () => {
    const clock = settableClock();
    const supervisor = supervisorWith({ clock });
    const id = register(supervisor, 'a', { repoRoot: '/r', repoName: 'r', branch: 'b' }).agentId;
    clock.set('2026-01-01T00:01:00Z');
    supervisor.setTag(id, 't');
    supervisor.report(id, { type: 'turn.completed' });
    supervisor.annotate(id, { n: 1 });
    expect(supervisor.get(id)?.lastActive).toBe('2026-01-01T00:00:00Z');
    expect(supervisor.touch(id, { branch: 'main' })).toBe(true);
    expect(supervisor.get(id)).toMatchObject({
      repoRoot: null,
      repoName: null,
      branch: 'main',
      lastActive: '2026-01-01T00:01:00Z',
      startedAt: '2026-01-01T00:00:00Z',
    });
  });

  it('setThreadId is refused while another active session holds the thread', () => {
    const { supervisor, id } = oneSession();
    const other = register(supervisor, 'qa').agentId;
    expect(supervisor.setThreadId(id, 'thread-1')).toBe(true);
    expect(supervisor.setThreadId(id, 'thread-1')).toBe(true);
    expect(supervisor.setThreadId(other, 'thread-1')).toBe(false);
    expect(supervisor.report(other, { type: 'thread.bound', threadId: 'thread-1' })).toBe(false);
    supervisor.markLost(other);
    expect(supervisor.setThreadId(other, 'thread-1')).toBe(false);
    supervisor.markLost(id);
    expect(supervisor.setThreadId(other, 'thread-1')).toBe(true);
  });

  it('take notes nested only as deeply as the file can be read again', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    const accepts = (depth: number) => {
      const deep = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
      try {
        return supervisor.annotate(agentId, { deep });
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidArgumentError);
        return false;
      }
    };
    let depth = 1;
    while (accepts(depth)) depth += 1;
    expect(depth).toBeGreaterThan(50);
    const saved = supervisor.toSnapshot();
    const { snapshot, issues } = parseRegistrySnapshot(
      JSON.parse(serializeRegistrySnapshot(saved)),
    );
    expect(issues).toEqual([]);
    expect(snapshot).toEqual(saved);
  });

  it('annotate and register write the same object, and shadow no field', () => {
    const supervisor = supervisorWith();
    const extra = { status: 'closed', agent_id: 'x', gone: null, keep: { a: null } };
    const { agentId } = register(supervisor, 'arch-ctm', { extra });
    supervisor.annotate(agentId, { agent_id: null, more: [1] });
    expect(supervisor.get(agentId)).toMatchObject({ agentId: 'codex:1', status: 'active' });
    expect(supervisor.get(agentId)?.extra).toEqual({
      codex_sessions: { status: 'closed', keep: { a: null }, more: [1] },
    });
    supervisor.annotate(agentId, { status: null, keep: null, more: null });
    expect(supervisor.get(agentId)?.extra).toEqual({});
  });
});

describe('touch', () => {
  it('clears what is absent now', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'a', { repoRoot: '/r', repoName: 'r', branch: 'b' });
    supervisor.touch(agentId, { repoRoot: '/elsewhere' });
    const git = { repoRoot: '/elsewhere', repoName: null, branch: null };
    expect(supervisor.get(agentId)).toMatchObject(git);
  });
});
