import { describe, expect, it } from 'vitest';
import { replay } from '../../../../src/inspect/replay/index.js';
import type { RawLine } from '../../../../src/inspect/trace/index.js';
import { register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, MACHINES, recording, renumbered, replayed } from '../../../support/traces.js';

function aRun(): Line[] {
  const { inspector, closed } = recording();
  register(supervisorWith({ inspect: inspector }), 'planner');
  return closed();
}

describe('lines with nothing in them', () => {
  const raws = (texts: readonly string[]) =>
    texts.map((text, index): RawLine => ({ number: index + 1, text, isWhole: true }));
  const texts = aRun().map((line) => JSON.stringify(line));

  it('are nothing behind the last line', async () => {
    const { wrong, lines, ended } = await replay(raws([...texts, '', '\r']), {
      machines: MACHINES,
    });
    expect({ wrong, lines, ended }).toEqual({ wrong: null, lines: texts.length, ended: 'closed' });
  });

  it('are wrong before it: the first one is told', async () => {
    const { wrong } = await replay(raws(texts.toSpliced(9, 0, '', '')), { machines: MACHINES });
    expect(wrong).toMatchObject({ line: 10, reason: 'this is no line of a trace' });
  });
});

describe('an end that is told twice', () => {
  it('is told as what it is', async () => {
    const lines = aRun();
    const { wrong } = await replayed(renumbered([...lines, lines.at(-1) as Line]));
    expect(wrong?.recorded).toBe('the end of the recording: closed');
  });
});

describe('what is no trace', () => {
  it('is refused as such', async () => {
    await expect(replay([], { machines: MACHINES })).rejects.toThrow('it is empty');
    const raws = [{ number: 1, text: '{"agents":[]}', isWhole: true }];
    await expect(replay(raws, { machines: MACHINES })).rejects.toThrow('no header');
  });
});
