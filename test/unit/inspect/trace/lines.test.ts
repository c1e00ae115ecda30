import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headerOf, lineOf, readLines } from '../../../../src/inspect/trace/index.js';

const HEADER = { trace: 'codex-sessions', version: 1, program: '1.0.0', at: 'now', contents: true };

describe('the header of a trace', () => {
  it('is read', () => {
    expect(headerOf(JSON.stringify(HEADER))).toEqual(HEADER);
    expect(headerOf(JSON.stringify({ ...HEADER, team: 't' }))).toMatchObject({ team: 't' });
    expect(headerOf(`\uFEFF${JSON.stringify(HEADER)}`)).toEqual(HEADER);
  });

  it.each(['', 'text', '[]', '{}', '{"trace":"other","version":1}'])('is not %j', (text) => {
    expect(() => headerOf(text)).toThrow('this is no trace of codex-sessions');
  });

  it.each([2, 99, 0, '1', null])('of the version %j is refused, and says what to do', (version) => {
    const text = JSON.stringify({ ...HEADER, version });
    expect(() => headerOf(text)).toThrow(
      `this trace has version ${JSON.stringify(version)} of the format, and this program knows version 1: replay it with the program that recorded it ("1.0.0")`,
    );
  });
});

describe('a line of a trace', () => {
  const NOW = '2026-01-01T00:00:00.000Z';
  const at = { n: 1, at: NOW };

  it('is read as it stands there', () => {
    const line = { ...at, kind: 'microstep', actor: '1', event: 'e', value: { a: 'b' } };
    expect(lineOf(JSON.stringify(line))).toEqual(line);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no number', { at: NOW, kind: 'end', reason: 'closed' }],
    ['a time that is none', { n: 1, at: 'yesterday', kind: 'end', reason: 'closed' }],
    ['an unknown kind', { ...at, kind: 'toString' }],
    ['an event without a type', { ...at, kind: 'event', actor: '1', event: {} }],
    ['a snapshot that is none', { ...at, kind: 'snapshot', actor: '1', event: 'e', snapshot: 1 }],
    ['an actor without a name', { ...at, kind: 'actor', actor: '1', chart: null, agentId: null }],
  ])('is not one with %s', (_, line) => {
    expect(lineOf(typeof line === 'string' ? line : JSON.stringify(line))).toBeUndefined();
  });
});

describe('a line that is deeper than anything recorded', () => {
  const nested = (depth: number) =>
    `{"n":1,"at":"2026-01-01T00:00:00Z","kind":"snapshot","actor":"1","event":"e","snapshot":{"value":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

  it('is none', () => {
    expect(lineOf(nested(50))).toBeDefined();
    expect(lineOf(nested(100_000))).toBeUndefined();
  });
});

describe('the lines of a file', () => {
  it('are read with their numbers, and whether the last one is whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cs-'));
    const path = join(folder, 'file');
    // longer than what is read at once, with a character that other readers take for a line's end
    const long = `${'ä'.repeat(100_000)}\u2028`;
    writeFileSync(path, `one\n\n${long}\nend`);
    const lines = [];
    for await (const line of readLines(path)) lines.push(line);
    rmSync(folder, { recursive: true });
    expect(lines).toEqual([
      { number: 1, text: 'one', isWhole: true },
      { number: 2, text: '', isWhole: true },
      { number: 3, text: long, isWhole: true },
      { number: 4, text: 'end', isWhole: false },
    ]);
  });
});
