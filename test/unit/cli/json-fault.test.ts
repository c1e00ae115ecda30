import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultIn } from '../../../src/cli/json-fault.js';

const SEED = 20_260_301;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('finding what is not JSON', () => {
  it.each([
    ['', 0, 'the text ends here; expected a value'],
    ['{"a":1', 6, "the text ends here; expected ',' or '}'"],
    ['[1,]', 3, 'expected a value'],
    ['[1 2]', 3, "expected ',' or ']'"],
    ['[}', 1, "expected a value or ']'"],
    ['{"a" 1}', 5, "expected ':'"],
    ['{"a":1,}', 7, 'expected a key in double quotes'],
    ['{a:1}', 1, "expected a key in double quotes or '}'"],
    ['{} x', 3, 'expected nothing more'],
    ["['a']", 1, "expected a value or ']'"],
    ['[01]', 1, "expected a value or ']'"],
    ['nul', 0, 'expected a value'],
    ['["abc', 1, 'this string does not end'],
    ['["a\nb"]', 3, 'this is a control character, which must be escaped'],
    ['["a\\x"]', 3, 'this is no escape of JSON'],
    ['["a\\u12"]', 3, 'this is no escape of JSON'],
  ])('in %j, at %i: %s', (text, offset, sentence) => {
    expect(jsonFaultIn(text)).toEqual({ offset, sentence });
  });

  it('finds nothing in JSON, and something in all else', () => {
    const letters = fc.constantFrom(...'{}[]:,"\\un0-1.eE+ \n\t', '"a"', 'true', 'null', '\u2028');
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.nat(2), letters)
      .map(([text, at, gone, added]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + added + text.slice(place + gone);
      });
    const texts = fc.oneof(fc.json(), broken, fc.string({ unit: letters }));
    const seen = { good: 0, bad: 0 };
    fc.assert(
      fc.property(texts, (text) => {
        expect(jsonFaultIn(text) === null).toBe(isJson(text));
        seen[isJson(text) ? 'good' : 'bad'] += 1;
      }),
      { seed: SEED, numRuns: 5000 },
    );
    expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(500);
  });

  it('finds the end of a text that was cut, wherever it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (value, at) => {
        const text = JSON.stringify(value);
        const cut = text.slice(0, at % text.length);
        const fault = jsonFaultIn(cut);
        // half a word or an escape is found where it begins
        expect(cut.slice(fault?.offset)).toMatch(/^$|^"|^\\|^[-\d.eE+a-z]+$/);
      }),
      { seed: SEED },
    );
  });

  it('reads text of any size', () => {
    const long = JSON.stringify(['x'.repeat(5_000_000), '\\"\n'.repeat(500_000)]);
    expect(jsonFaultIn(long)).toBeNull();
    expect(jsonFaultIn('['.repeat(1_000_000))?.offset).toBe(1_000_000);
  });
});
