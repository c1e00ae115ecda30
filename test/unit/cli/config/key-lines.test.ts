import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { keyLines } from '../../../../src/cli/config/key-lines.js';
import { isTable } from '../../../../src/cli/config/toml.js';

const SEED = 20_261_122;

/** Values that contain what could be taken for keys, tables or ends. */
const VALUES = [
  '1',
  '1979-05-27 07:32:00',
  '"a = 1 # ] }"',
  "'[b]\\'",
  '"\\"\\\\"',
  '"""\n[x]\ny = 1 \\""" z\n"""',
  "'''\n[x]\n\\'''",
  '"""a"""""',
  '""',
  "''''''",
  '[]',
  '[\n  1, # ] = \n  "]",\n  [2, 3],\n]',
  '[{ c = 1 }, { d = "}" }]',
  '{}',
];

/** A key as it is written, and its name: never twice the same. */
const keyAs = (style: number, index: number): readonly [string, string] =>
  (
    [
      [`k${index}`, `k${index}`],
      [`"k.${index} = ]"`, `k.${index} = ]`],
      [`'k"${index}#'`, `k"${index}#`],
      [`"\\u006b\\"${index}"`, `k"${index}`],
    ] as const
  )[style % 4] ?? ['', ''];

type Part =
  | { readonly type: 'space'; readonly text: string }
  | { readonly type: 'table'; readonly styles: readonly number[] }
  | { readonly type: 'pair'; readonly styles: readonly number[]; readonly value: string }
  | { readonly type: 'inline'; readonly style: number; readonly values: readonly string[] };

const styles = fc.array(fc.nat(3), { minLength: 1, maxLength: 3 });
const value = fc.constantFrom(...VALUES);
const part: fc.Arbitrary<Part> = fc.oneof(
  fc
    .constantFrom('', '  \t', '# [no] = "no', '#')
    .map((text) => ({ type: 'space', text }) as const),
  styles.map((all) => ({ type: 'table', styles: all }) as const),
  fc.tuple(styles, value).map(([all, one]) => ({ type: 'pair', styles: all, value: one }) as const),
  fc
    .tuple(fc.nat(3), fc.array(value, { maxLength: 3 }))
    .map(([style, values]) => ({ type: 'inline', style, values }) as const),
);

/** A text, and the lines of its keys as they were put there. */
class Written {
  text = '';
  readonly lines = new Map<string, number>();
  private table: readonly string[] = [];
  private count = 0;

  add(one: Part): void {
    if (one.type === 'space') this.text += `${one.text}\n`;
    else if (one.type === 'table') {
      this.table = [];
      this.text += '[ ';
      this.table = this.key(one.styles);
      this.text += ' ] # x\n';
    } else if (one.type === 'pair') {
      this.key(one.styles);
      this.text += ` =${one.value} # y\n`;
    } else this.inline(one);
  }

  /** With a line for each of its keys. */
  private inline({ style, values }: Extract<Part, { type: 'inline' }>): void {
    const outer = this.table;
    this.table = this.key([style]);
    this.text += '= {';
    for (const [index, one] of values.entries()) {
      this.text += index === 0 ? '\n' : ',\n';
      this.key([index]);
      this.text += ` = ${one}`;
    }
    this.text += '}\n';
    this.table = outer;
  }

  private key(all: readonly number[]): readonly string[] {
    let path = this.table;
    const line = this.text.split('\n').length;
    const written = all.map((style) => {
      this.count += 1;
      const [text, name] = keyAs(style, this.count);
      path = [...path, name];
      this.lines.set(JSON.stringify(path), line);
      return text;
    });
    this.text += written.join(' . ');
    return path;
  }
}

const written = fc.array(part, { maxLength: 12 }).map((parts) => {
  const whole = new Written();
  for (const one of parts) whole.add(one);
  return whole;
});

/** All paths of keys in what the parser made of a text, as deep as they are told apart. */
function pathsIn(table: unknown, path: readonly string[] = []): string[][] {
  if (!isTable(table) || path.length === 3) return [];
  return Object.entries(table).flatMap(([key, inner]) => [
    [...path, key],
    ...pathsIn(inner, [...path, key]),
  ]);
}

describe('the lines of keys', () => {
  it.each([
    ['a = 1', ['a'], 1],
    ['\ufeff# x\r\n\r\na = 1', ['a'], 3],
    ['[a]\nb = 1\n[c]\nb = 2', ['c', 'b'], 4],
    ['a.b.c = 1\na.b.d = 2', ['a', 'b', 'd'], 2],
    ['a.b.c = 1\na.b.d = 2', ['a', 'b'], 1],
    ['[a.b]\nc = 1\n[a]\nd = 1', ['a'], 1],
    ['[[a]]\nb = 1\n[[a]]\nc = 1', ['a', 'c'], 4],
    ['a = { b = { c = 1 },\n  d = 2 }', ['a', 'd'], 2],
    ['a = """\nb = 1\n"""\nb = 2', ['b'], 4],
    ['a = 1', ['b'], null],
    ['a = "b = 1"', ['b'], null],
    ['[constructor]\n__proto__ = 1', ['constructor', '__proto__'], 2],
  ])('in %j, of %j: %j', (text, path, line) => {
    expect(() => parse(text)).not.toThrow();
    expect(keyLines(text)(path)).toBe(line);
  });

  it('are those where the keys were written, whatever stands between them', () => {
    console.log(`lines of keys: seed ${SEED}`);
    let keys = 0;
    fc.assert(
      fc.property(written, fc.boolean(), ({ text, lines }, windows) => {
        const document = windows ? text.replaceAll('\n', '\r\n') : text;
        const lineOf = keyLines(document);
        for (const path of pathsIn(parse(document))) {
          keys += 1;
          // what stands in a list has no path of its own
          expect([path, lineOf(path)]).toEqual([path, lines.get(JSON.stringify(path))]);
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
    expect(keys).toBeGreaterThan(5000);
  });

  it('come to an end for any text', () => {
    const letters = fc.constantFrom(...'[]{}="\'#,.\\\n a1', '"""', "'''");
    fc.assert(
      fc.property(fc.string({ unit: letters }), (text) => {
        try {
          keyLines(text);
        } catch (error) {
          // only of a key that the parser refuses
          expect(() => parse(text)).toThrow();
          expect(String(error)).toContain('TOML');
        }
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  it('are found quickly in a long text', () => {
    const text = `${'a.'.repeat(30_000)}a = 1\nb = """${'"\\\\'.repeat(10_000)}"""\nc = ${'['.repeat(900)}${']'.repeat(900)}\nd = 1`;
    expect(() => parse(text)).not.toThrow();
    expect(keyLines(text)(['d'])).toBe(4);
  });
});
