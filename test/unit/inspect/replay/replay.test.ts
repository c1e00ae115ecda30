import { describe, expect, it } from 'vitest';
import type { SessionSupervisor } from '../../../../src/index.js';
import { type ReplayedStep, replay } from '../../../../src/inspect/replay/index.js';
import type { RawLine } from '../../../../src/inspect/trace/index.js';
import { fragileMachine, supervisorOf } from '../../../support/fragile-machine.js';
import { record } from '../../../support/records.js';
import { granted, register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, MACHINES, recording, renumbered, replayed } from '../../../support/traces.js';

/** What a few commands leave in a trace; two sessions, one of them closed. */
function aRun(more: (supervisor: SessionSupervisor) => void = () => {}): Line[] {
  const { inspector, closed } = recording();
  const supervisor = supervisorWith({ inspect: inspector, maxConcurrent: 2 });
  const { agentId } = register(supervisor, 'planner', { extra: { note: 'x'.repeat(5_000) } });
  register(supervisor, 'coder');
  supervisor.report(agentId, { type: 'turn.completed' });
  supervisor.setThreadId(agentId, 'thread-1');
  supervisor.close(agentId);
  more(supervisor);
  return closed();
}

const at = (lines: readonly Line[], fits: (line: Line) => boolean): number => {
  const index = lines.findIndex(fits);
  if (index === -1) throw new Error('the run has no such line');
  return index;
};

const AT = '2026-01-01T00:00:00.000Z';

/** The place of a snapshot after an event of a type, of the actor with a key. */
const snapshotAt = (lines: readonly Line[], actor: string, event: string) =>
  at(lines, (line) => line.kind === 'snapshot' && line.actor === actor && line.event === event);

function changed(lines: readonly Line[], index: number, change: (line: Line) => void): Line[] {
  const copy = structuredClone(lines) as Line[];
  const line = copy[index];
  if (line) change(line);
  return copy;
}

describe('a run that is allowed', () => {
  it('is told in numbers', async () => {
    const lines = aRun();
    expect(await replayed(lines)).toMatchObject({
      ...{ lines: lines.length, actors: 4, cut: null, ended: 'closed', wrong: null },
      ...{ first: '2026-01-01T00:00:00.000Z', last: '2026-01-01T00:00:00.000Z' },
    });
  });

  it('may wake, reopen, insert, evict and fill up', async () => {
    const first = supervisorWith();
    const { agentId } = register(first, 'restored', { extra: { deep: { note: ['text', 1] } } });
    const { inspector, lines } = recording();
    const snapshot = first.toSnapshot();
    const supervisor = supervisorWith({ inspect: inspector, snapshot, maxConcurrent: 1 });
    granted(supervisor.resume(agentId));
    supervisor.resume(agentId);
    supervisor.register({ identity: 'other', team: 't', cwd: '/' });
    supervisor.annotate(agentId, { another: 'note', deep: null });
    supervisor.insertStale(record({ agentId: 'codex:inserted' }));
    supervisor.close(agentId);
    granted(supervisor.resume(agentId, { reopen: true }));
    supervisor.close(agentId);
    supervisor.forget(agentId);
    supervisor.drain();
    supervisor.stop();
    expect(await replayed(lines())).toMatchObject({ wrong: null });
  });

  it('may have notes that are wider and deeper than is shown', async () => {
    let deep: object = { text: 'the bottom' };
    for (let depth = 0; depth < 12; depth += 1) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`note ${n}`, `${n}`]));
    const lines = aRun((supervisor) => {
      supervisor.annotate('codex:2', { deep, wide, ...wide } as never);
      supervisor.annotate('codex:2', { 'note 3': null, 'note 140': null, more: 'text' });
    });
    expect(await replayed(lines)).toMatchObject({ wrong: null });
  });

  it('may have notes and ids that look like anything', async () => {
    const lines = aRun((supervisor) => {
      supervisor.annotate('codex:2', { constructor: 'a', toString: null, '': 1 });
      register(supervisor, '__proto__');
    });
    expect(await replayed(lines)).toMatchObject({ wrong: null });
  });

  it('tells each step: who, what, from where to where, and what changed', async () => {
    const steps: ReplayedStep[] = [];
    const raws = aRun().map((line, index): RawLine => {
      return { number: index + 1, text: JSON.stringify(line), isWhole: true };
    });
    await replay(raws, { machines: MACHINES, onStep: (step) => steps.push(step) });
    const ofSession = steps.filter(({ agentId }) => agentId === 'codex:1');
    expect(ofSession).toMatchObject([
      { actor: 'session codex:1', from: null, to: { status: 'active', thread: 'busy' } },
      { event: { type: 'turn.completed' }, to: { status: 'active', thread: 'idle' }, changes: [] },
      {
        event: { type: 'thread.bound' },
        changes: [{ field: 'threadId', before: null, after: 'thread-1' }],
      },
      { event: { type: 'session.close' }, to: { status: 'closed' }, status: 'done' },
    ]);
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, index) => index + 1));
  });
});

describe('a process that was killed', () => {
  it('leaves a trace that is allowed wherever it ends', async () => {
    const lines = aRun();
    for (let length = 1; length < lines.length; length += 1) {
      const { wrong, lines: checked } = await replayed(lines.slice(0, length));
      expect({ wrong, checked }).toEqual({ wrong: null, checked: length });
    }
  });

  it('may leave half a line: all before it is checked', async () => {
    const texts = aRun().map((line) => JSON.stringify(line));
    const raws = texts.map((text, index): RawLine => {
      const isLast = index === texts.length - 1;
      return { number: index + 1, text: isLast ? text.slice(0, 20) : text, isWhole: !isLast };
    });
    const { cut, lines, wrong } = await replay(raws, { machines: MACHINES });
    expect({ cut, lines, wrong }).toEqual({
      cut: texts.length,
      lines: texts.length - 1,
      wrong: null,
    });
  });
});

describe('a run that is not allowed', () => {
  it('is told at its first wrong step: where, who, what was expected, what came before', async () => {
    const lines = aRun();
    const index = snapshotAt(lines, '3', 'turn.completed');
    const { wrong } = await replayed(
      changed(lines, index, (line) => {
        (line.snapshot as { value: unknown }).value = { status: 'active', thread: 'busy' };
      }),
    );
    expect(wrong).toMatchObject({
      ...{ line: index + 1, n: index, actor: 'session codex:1' },
      expected: "session codex:1: after 'turn.completed' it is: active idle (active)",
      recorded: "session codex:1: after 'turn.completed' it is: active busy (active)",
      differences: [{ path: 'snapshot.value.thread', expected: 'idle', recorded: 'busy' }],
    });
    expect(wrong?.before.at(-1)).toMatchObject({ event: { type: 'turn.completed' } });
    expect(wrong?.before).toHaveLength(5);
  });

  it.each<[string, string, (lines: Line[]) => readonly [Line[], number]]>([
    [
      'a belief that changed',
      'another thing must come here',
      (lines) => {
        const index = snapshotAt(lines, '1', 'session.moved');
        const edited = changed(lines, index, (line) => {
          (line.snapshot as { context: { active: number } }).context.active = 2;
        });
        return [edited, index];
      },
    ],
    [
      'a line that is missing',
      'its running number must be',
      (lines) => [lines.toSpliced(20, 1), 20],
    ],
    [
      'a line that is missing, with numbers put right',
      'another thing must come here',
      (lines) => [renumbered(lines.toSpliced(20, 1)), 20],
    ],
    [
      'an answer of the hub that nobody gave',
      'nobody sends it this now',
      (lines) => {
        const answer = at(lines, ({ event }) => typeOf(event) === 'session.moved');
        const last = lines.length - 1;
        return [renumbered(lines.toSpliced(last, 0, lines[answer] as Line)), last];
      },
    ],
    [
      'a session that is told something past the hub',
      'nobody sends it this now',
      (lines) => {
        const told = { at: AT, kind: 'event', actor: '4', event: { type: 'turn.completed' } };
        const last = lines.length - 1;
        return [renumbered(lines.toSpliced(last, 0, told)), last];
      },
    ],
    [
      'somebody nobody knows',
      'no such actor was born',
      (lines) => {
        const told = { at: AT, kind: 'event', actor: '99', event: { type: 'turn.completed' } };
        const last = lines.length - 1;
        return [renumbered(lines.toSpliced(last, 0, told)), last];
      },
    ],
    [
      'an end in the middle of something',
      'something was under way',
      (lines) => {
        const last = lines.length - 1;
        return [renumbered(lines.toSpliced(last - 1, 1)), last - 1];
      },
    ],
    [
      'something after the end',
      'the recording had ended',
      (lines) => [renumbered([...lines, lines.at(-2) as Line]), lines.length],
    ],
    [
      'a line that is none',
      'this is no line of a trace',
      (lines) => [lines.with(7, { n: 7, at: AT, kind: 'gossip' }), 7],
    ],
  ])('is told for %s', async (_, reason, edit) => {
    const [lines, index] = edit(aRun());
    const { wrong } = await replayed(lines);
    expect(wrong).toMatchObject({ line: index + 1, reason: expect.stringContaining(reason) });
  });

  it('is told where an actor failed, for the machine does not', async () => {
    const { inspector, lines } = recording();
    const { machine, breakAt } = fragileMachine();
    const supervisor = supervisorOf(machine, { inspect: inspector });
    const { agentId } = register(supervisor, 'planner');
    breakAt('tag.changed');
    supervisor.setTag(agentId, 'red');
    const { wrong } = await replayed(lines());
    expect(wrong).toMatchObject({
      expected: "session codex:1: 'tag.changed' leads it to: active busy",
      recorded:
        "parent of the sessions: it is told 'xstate.error.actor.codex:1' by session codex:1",
    });
    const broken = fragileMachine();
    broken.breakAt('tag.changed');
    expect(await replayed(lines(), { session: broken.machine })).toMatchObject({ wrong: null });
  });
});

function typeOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
}
