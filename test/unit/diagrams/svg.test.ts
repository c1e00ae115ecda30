import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { readMachine } from '../../../diagrams/model.js';
import { PICTURES } from '../../../diagrams/pictures.js';
import { toSvg } from '../../../diagrams/svg.js';
import { LEGAL_PAIRS } from '../../../src/domain/index.js';
import { factsOf, wordsOf } from './facts.js';

/** The widest a picture may be: a README shows 1000 pixels, a larger picture is opened by a click. */
const WIDTHS: Record<string, number> = { turns: 2000 };
const README_WIDTH = 1000;

/** What a person reads: the texts line by line, without the titles that only tools see. */
const shown = (svg: string) => wordsOf([...svg.matchAll(/<text .*?<\/text>/g)].join('\n'));

describe.each(PICTURES.map(({ machine, notes }) => [machine.id, machine, notes] as const))(
  'the picture of the %s machine',
  async (name, machine, notes) => {
    const svg = await toSvg(readMachine(machine), notes);
    const { keys, descriptions, events, guards, actions } = factsOf(machine);

    it('shows every state, event, guard and action', () => {
      for (const name of [...keys, ...events, ...guards, ...actions]) {
        expect(shown(svg)).toContain(wordsOf(name));
      }
    });

    it('shows every description, those of ignored events too', () => {
      for (const text of descriptions) expect(shown(svg)).toContain(wordsOf(text));
    });

    it('is drawn the same every time', async () => {
      expect(await toSvg(readMachine(machine), notes)).toBe(svg);
    });

    it('fits its page and brings its own background', () => {
      const [, width] = /^<svg [^>]*width="([\d.]+)"/.exec(svg)!;
      expect(Number(width)).toBeLessThanOrEqual(WIDTHS[name] ?? README_WIDTH);
      expect(svg).toContain('.card { fill: #fff; }');
      expect(svg).toMatch(/<rect class="card" width="[\d.]+" height="[\d.]+"/);
    });

    it('leaves no invisible mark behind', () => {
      expect(svg).not.toMatch(/[\u2060-\u2064]/);
    });
  },
);

describe('the picture of the session machine', async () => {
  const { machine, notes } = PICTURES[0]!;
  const svg = await toSvg(readMachine(machine), notes);

  it('has two parallel regions with dashed borders, named by what they are', () => {
    expect(svg.match(/<g [^>]*class="cluster state regular/g)).toHaveLength(2);
    expect(svg.match(/<polygon [^>]*stroke-dasharray/g)).toHaveLength(2);
    expect(svg).toContain('>status: SessionStatus</text>');
    expect(svg).toContain('>thread: ThreadState</text>');
  });

  it('names the final state of each region, and ends it', () => {
    expect(svg.match(/class="node state regular final"/g)).toHaveLength(2);
    expect(svg.match(/class="node state final"/g)).toHaveLength(2);
    expect(svg.match(/>closed<\/text>/g)).toHaveLength(2);
  });

  it('marks guards, and names the legal pairs', () => {
    expect(svg).toContain('<tspan class="guard">[endsTurn]</tspan>');
    for (const { status, threadState } of LEGAL_PAIRS) {
      expect(svg).toContain(`${status}×${threadState}`);
    }
  });
});

it('a way back out of a composite state is a row that names its target', async () => {
  const nested = createMachine({
    id: 'm',
    initial: 'a',
    states: {
      a: { on: { go: 'b' } },
      b: {
        initial: 'c',
        on: { out: 'a' },
        states: { c: { on: { back: '#m.a', on: 'd' } }, d: {} },
      },
    },
  });
  const svg = await toSvg(readMachine(nested));
  expect(shown(svg)).toContain(' in every state ');
  expect(svg.match(/→\sa/g)).toHaveLength(2);
  expect(svg.match(/<g [^>]*class="edge/g)).toHaveLength(4);
});

it('escapes what is markup in a picture', async () => {
  const svg = await toSvg(readMachine(createMachine({ id: 'm', description: 'a < b & "c"' })));
  expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
});
