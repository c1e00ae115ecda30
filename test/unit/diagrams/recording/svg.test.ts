import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toSvg } from '../../../../diagrams/recording/svg.js';
import { linesIn, rowsIn } from '../../../support/recording.js';

const LINE = 18;

/** The steps of an animation: at which part of the time what is moved how far, in pixels. */
function stepsOf(svg: string, name: string): { readonly at: number; readonly y: number }[] {
  const [, frames = ''] = new RegExp(`@keyframes ${name}\\{(.*)\\}`).exec(svg) ?? [];
  const steps = frames.matchAll(/([\d.]+)%\{transform:translateY\((-?\d+)px\)\}/g);
  return [...steps].map(([, at, y]) => ({ at: Number(at), y: Number(y) }));
}

const secondsOf = (svg: string) => Number(/animation:write ([\d.]+)s/.exec(svg)?.[1]);
const notes = (count: number) => Array.from({ length: count }, (_, place) => `    note ${place}`);

describe('the text of a recording', () => {
  it('is what was told, line by line, the blank ones too', () => {
    const lines = ['$ npm start', '', '1. A step', '    coder     says "hello"', 'All went well'];
    expect(linesIn(toSvg(lines))).toEqual(lines);
  });

  it('lets nothing told be markup', () => {
    const line = '    coder     says "</text><script>alert(1)</script> & <a href=\'x\'>"';
    const svg = toSvg([line]);
    expect(linesIn(svg)).toEqual([line]);
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('<a ');
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;');
    expect(svg).toContain('&amp;');
  });

  it('replaces what may not stand in markup at all', () => {
    const svg = toSvg(['    a\u0000b\u001bc\ud800d\uffffe']);
    expect(linesIn(svg)).toEqual(['    a\ufffdb\ufffdc\ufffdd\ufffde']);
  });

  it('breaks a line where the terminal ends, and the next line comes under it', () => {
    const long = `    ${'x'.repeat(216)}`;
    const rows = rowsIn(toSvg([long, '    next']));
    expect(rows.map(({ text }) => text.length)).toEqual([100, 100, 20, 8]);
    expect(rows.map(({ y }) => y)).toEqual([0, 1, 2, 3].map((row) => row * LINE + 13));
    expect(linesIn(toSvg([long]))).toEqual([long]);
  });

  it('counts an emoji as one character when it breaks a line', () => {
    const rows = rowsIn(toSvg([`    ${'🙂'.repeat(100)}`]));
    expect(rows.map(({ text }) => [...text].length)).toEqual([100, 4]);
  });
});

describe('the motion of a recording', () => {
  it('writes one line after another, a blank one together with the next', () => {
    const svg = toSvg(['$ npm start', '', '1. A step', '    a note']);
    expect(stepsOf(svg, 'write').map(({ y }) => y / LINE)).toEqual([1, 3, 4]);
  });

  it('scrolls only once the screen is full, the row of the cursor included', () => {
    const scrolled = (lines: number) => stepsOf(toSvg(notes(lines)), 'scroll').map(({ y }) => y);
    expect(scrolled(29)).toEqual([0]);
    expect(scrolled(32)).toEqual([0, -LINE, -2 * LINE, -3 * LINE]);
  });

  it('writes and scrolls at the same moments', () => {
    const svg = toSvg(notes(40));
    const written = stepsOf(svg, 'write').slice(29);
    const scrolled = stepsOf(svg, 'scroll').slice(1);
    expect(written.map(({ at }) => at)).toEqual(scrolled.map(({ at }) => at));
  });

  it('never pauses for longer than 1.2 s, and rests for 4 s at the end', () => {
    const svg = toSvg([
      '$ npm start',
      ...notes(3),
      '',
      '1. A step',
      '    a note',
      '',
      'All 1 steps',
    ]);
    const times = stepsOf(svg, 'write').map(({ at }) => (at / 100) * secondsOf(svg));
    const pauses = times.slice(1).map((time, place) => time - (times[place] ?? 0));
    expect(Math.max(...pauses)).toBeLessThan(1.2);
    expect(secondsOf(svg) - (times.at(-1) ?? 0)).toBeCloseTo(4, 1);
  });

  it('is the same for the same lines', () => {
    expect(toSvg(notes(50))).toBe(toSvg(notes(50)));
  });

  it('is there only for whoever has nothing against it; all others see the last screen', () => {
    const svg = toSvg(notes(40));
    const [still = '', moving = ''] = svg.split('@media (prefers-reduced-motion:no-preference){');
    expect(still).not.toContain('animation');
    expect(still).toContain(`.log{transform:translateY(-${11 * LINE}px)}`);
    expect(still).toContain(`.cover{transform:translateY(${40 * LINE}px)}`);
    expect(moving).toContain('.log{animation:scroll');
    expect(moving).toContain('#still:target *{animation:none}');
    expect(svg).toMatch(/^<svg [^>]*id="still"/);
  });
});

describe('the committed recording', () => {
  const svg = readFileSync(new URL('../../../../diagrams/start.svg', import.meta.url), 'utf8');

  it('is drawn by this renderer: run npm run recording', () => {
    expect(svg).toBe(toSvg(linesIn(svg)));
  });

  it('is a small picture that needs nothing else: no script, no font, no address', () => {
    expect(Buffer.byteLength(svg)).toBeLessThan(60_000);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /<script|@import|@font-face|href|url\(|https?:/,
    );
  });
});
