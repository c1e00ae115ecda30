import { describe, expect, it } from 'vitest';
import { register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, recording, replayed } from '../../../support/traces.js';

function aRun(): Line[] {
  const { inspector, closed } = recording();
  register(supervisorWith({ inspect: inspector }), 'planner');
  return closed();
}

type Event = Record<string, unknown>;

/** Edits the event of a type that an actor without a parent is told first. */
function edited(type: string, edit: (event: Event) => void): [Line[], number] {
  const lines = aRun();
  const index = lines.findIndex(
    ({ kind, actor, event }) => kind === 'event' && actor === '1' && (event as Event).type === type,
  );
  edit((lines[index] as Line).event as Event);
  return [lines, index];
}

describe('an event a machine fails on', () => {
  const register = 'session.register';
  it.each<[string, string, (event: Event) => void, string]>([
    [
      'of another type than its fields',
      register,
      (event) => {
        event.type = 'session.resume';
      },
      'session.resume',
    ],
    [
      'without a field',
      register,
      (event) => {
        delete event.session;
      },
      register,
    ],
    [
      'that begins with nothing',
      'xstate.init',
      (event) => {
        event.input = null;
      },
      'xstate.init',
    ],
    [
      'that begins with sessions that are none',
      'xstate.init',
      (event) => {
        event.input = { maxConcurrent: 2, sessions: [null] };
      },
      'xstate.init',
    ],
  ])('is the first wrong step, also where nothing follows: %s', async (_, type, edit, fails) => {
    const [lines, index] = edited(type, edit);
    const reason = expect.stringMatching(`^the supervisor machine fails on ${fails}: \\S.+`);
    for (const some of [lines, lines.slice(0, index + 1)]) {
      expect((await replayed(some)).wrong).toMatchObject({ line: index + 1, reason });
    }
  });
});

describe('a value that is none', () => {
  it.each([
    [{ status: 'active', thread: null }, 'active null (active)'],
    [{ status: 'active', thread: 5 }, 'active 5 (active)'],
    [null, 'null (active)'],
    [['idle'], '["idle"] (active)'],
  ])('is told as it is: %o', async (value, words) => {
    const lines = aRun();
    const index = lines.findIndex(({ kind, actor }) => kind === 'snapshot' && actor === '3');
    const snapshot = { ...(lines[index]?.snapshot as object), value };
    const { wrong } = await replayed(lines.with(index, { ...(lines[index] as Line), snapshot }));
    expect(wrong?.line).toBe(index + 1);
    expect(wrong?.recorded).toContain(words);
  });
});
