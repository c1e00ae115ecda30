import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertedByBash, type Quote, readBashLine } from '../../../src/cli/completion/bash-line.js';
import { entry } from '../../support/records.js';
import { World } from './world.js';

/** What bash has in COMP_WORDBREAKS, unless told. */
const BREAKS = ' \t\n"\'@><=;|&(:';
const QUOTES: readonly Quote[] = ['', "'", '"'];
const SEED = 20_260_301;

const read = (line: string) => readBashLine(line, BREAKS);

describe('a line of bash', () => {
  it.each([
    ['x close ', ['x', 'close', '']],
    ['x  a\\ b', ['x', 'a b']],
    ['x "a b" \'c d', ['x', 'a b', 'c d']],
    ['x a"b c"d\\"', ['x', 'ab cd"']],
    ['x "a\\"b\\$c\\d', ['x', 'a"b$c\\d']],
    ["x 'a\\", ['x', 'a\\']],
    ['x "a\\', ['x', 'a\\']],
    ['x a\\', ['x', 'a']],
    ['x "" y', ['x', '', 'y']],
    ['x $(touch y) `z`', ['x', '$(touch', 'y)', '`z`']],
    ['x --team=a codex:1', ['x', '--team=a', 'codex:1']],
    ['x 2>err a <in b', ['x', 'a', 'b']],
  ])('has in %j the words %j', (line, words) => {
    expect(read(line).words).toEqual(words);
  });

  it.each([
    ['x >', true],
    ['x 2>> fi', true],
    ['x > file ', false],
    ['x "> file', false],
    ['x \\>', false],
  ])('knows of %j whether a redirection is completed: %j', (line, expected) => {
    expect(read(line).isRedirected).toBe(expected);
  });

  it.each([
    ['x codex:ab', 'codex:'],
    ['x codex\\:ab', ''],
    ['x "codex:ab', ''],
    ['x a:"b c', 'a:'],
    ['x a:"b"c', 'a:'],
    ['x --team=my', '--team='],
    ['x --team="my', '--team='],
    ['x me@ho', 'me'],
    ['x a\\ b=c', 'a b='],
  ])('has in %j what readline leaves as it is: %j', (line, kept) => {
    const { words, kept: length } = read(line);
    expect(words.at(-1)?.slice(0, length)).toBe(kept);
  });

  it('is read as the word that was put in, whichever quote was open', () => {
    const character = fc.oneof(
      fc.constantFrom(...' "\'\\$`!:=@{}()<>|&;*?[]~#^%-ab1'),
      fc.constantFrom('ü', '日', '🙂', '\u00a0'),
    );
    const words = fc.string({ unit: character, minLength: 1 });
    fc.assert(
      fc.property(words, fc.constantFrom(...QUOTES), (word, quote) => {
        const inserted = insertedByBash(word, { words: [], isRedirected: false, kept: 0, quote });
        // as readline closes what is open
        const closing = inserted.endsWith(quote) ? '' : quote;
        expect(read(`x ${quote}${inserted}${closing} `).words).toEqual(['x', word, '']);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

describe('what bash is told', () => {
  async function repliesTo(world: World, line: string): Promise<string[]> {
    const { exitCode, out, error } = await world.run('complete', '--bash', BREAKS, '--', line);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    return out.split('\n').slice(0, -1);
  }

  function withIdentity(identity: string): World {
    const world = new World();
    world.write('docs', [entry({ agent_id: 'codex:1', identity, team: 'docs' })]);
    return world;
  }

  it.each([
    ['a $(b) `c`', 'close a', 'a\\ \\$\\(b\\)\\ \\`c\\`'],
    ['a $(b) `c`', 'close "a', 'a \\$(b) \\`c\\`'],
    ["it's!", "close 'i", "it'\\''s!"],
    ['it!', 'close "i', 'it"\\!""'],
    ['it!s', 'close "i', 'it"\\!"s'],
    ['say "hi"', 'close "s', 'say \\"hi\\""'],
    ['it!', 'close i', 'it\\!'],
    ['a:b:c', 'close a:b', 'b:c'],
    ['a b', 'sessions --identity=a', 'a\\ b'],
    ['a b', 'sessions --identity="a ', 'a b'],
    ['~{a,b}*', 'close \\~', '\\~\\{a,b\\}\\*'],
  ])('gets the identity %j for %j as %j', async (identity, line, reply) => {
    const replies = await repliesTo(withIdentity(identity), `codex-sessions ${line}`);
    expect(replies.map((one) => one.replace(/\t.*/, ''))).toEqual([reply]);
  });

  it('looks for files where output is redirected to', async () => {
    expect(await repliesTo(new World(), 'codex-sessions sessions --json > o')).toEqual([':files']);
    expect(await repliesTo(new World(), 'codex-sessions check r')).toEqual([':files']);
  });
});
