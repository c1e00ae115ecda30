import { describe, expect, it } from 'vitest';
import { readThreadId } from '../../../../src/mcp/arguments/thread-id.js';

const ID = '01a202de-1f56-77f1-99a1-8e8c6e658b30';
const CHARACTER =
  'invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found';

describe('a thread id', () => {
  it.each([ID, ID.toUpperCase(), ID.replaceAll('-', ''), `{${ID}}`, `urn:uuid:${ID}`])(
    'is read from %s',
    (given) => {
      expect(readThreadId(given)).toEqual({ value: ID });
    },
  );

  it.each([
    ['nope', `${CHARACTER} \`n\` at 1`],
    [`${ID.slice(0, -1)}g`, `${CHARACTER} \`g\` at 36`],
    ['aéb', `${CHARACTER} \`é\` at 2`],
    ['é🦉', `${CHARACTER} \`é\` at 1`],
    ['a🦉b', `${CHARACTER} \`🦉\` at 2`],
    ['urn:uuid:x', `${CHARACTER} \`x\` at 10`],
    ['{x}', `${CHARACTER} \`x\` at 2`],
    ['{', `${CHARACTER} \`{\` at 1`],
    [`${ID}\n`, `${CHARACTER} \`\n\` at 37`],
    ['', 'invalid length: expected length 32 for simple format, found 0'],
    ['01a2', 'invalid length: expected length 32 for simple format, found 4'],
    ['a'.repeat(33), 'invalid length: expected length 32 for simple format, found 33'],
    ['{01a2}', 'invalid group count: expected 5, found 1'],
    [`urn:uuid:${ID.replaceAll('-', '')}`, 'invalid group count: expected 5, found 1'],
    ['01a202de-1f56', 'invalid group count: expected 5, found 2'],
    [`${ID}-`, 'invalid group count: expected 5, found 6'],
    [ID.slice(1), 'invalid group length in group 0: expected 8, found 7'],
    [`0${ID}`, 'invalid group length in group 0: expected 8, found 9'],
    ['01a202de--1f56-77f1-8e8c6e658b30', 'invalid group length in group 1: expected 4, found 0'],
    [ID.replace('77f1', '77f'), 'invalid group length in group 2: expected 4, found 3'],
    [ID.replace('99a1', '99a12'), 'invalid group length in group 3: expected 4, found 5'],
    [`${ID}0`, 'invalid group length in group 4: expected 12, found 13'],
    [`{${ID}0}`, 'invalid group length in group 4: expected 12, found 15'],
  ])('%j is refused in the words of the uuid crate', (given, fault) => {
    expect(readThreadId(given)).toEqual({ fault });
  });
});
