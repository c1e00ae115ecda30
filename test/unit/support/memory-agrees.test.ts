import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errnoOf } from '../../../src/store/failures.js';
import type { FileSystem } from '../../../src/store/file-system.js';
import { codeOf, type Files, memoryFiles, realFiles, using } from '../../support/files.js';

const SEED = 20_260_301;
const PATHS = ['a', 'b', 'd', 'd/a', 'd/e', 'a/x'];
const path = fc.constantFrom(...PATHS);
const text = fc.constantFrom('', 'text');
const step = fc.oneof(
  fc.tuple(fc.constantFrom('makeFolder', 'unlink', 'readSmall', 'list'), path),
  fc.tuple(fc.constantFrom('link', 'rename'), path, path),
  fc.tuple(fc.constantFrom('createSmall', 'append'), path, text),
);
type Taken = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a step comes to: its answer or its failure, and then what is there. */
async function outcomeOf({ fs, at }: Files, [method, ...args]: Taken) {
  const [first, second = ''] = args;
  const steps = {
    makeFolder: () => fs.makeFolder(at(first)),
    unlink: () => fs.unlink(at(first)),
    readSmall: () => fs.readSmall(at(first)).toString(),
    list: () => fs.list(at(first)).sort(),
    link: () => fs.link(at(first), at(second)),
    rename: () => fs.rename(at(first), at(second)),
    createSmall: () => fs.createSmall(at(first), second),
    append: () => using(fs.open(at(first), 'a+'), (file) => file.writeFile(second)),
  };
  let answer: unknown;
  const code = await codeOf(async () => {
    answer = await steps[method as keyof typeof steps]();
  });
  const found = PATHS.map((name) => stateOf(fs, at(name)));
  return { method, args, code, answer, found };
}

function stateOf(fs: FileSystem, path: string): string | undefined {
  try {
    return Number(fs.stat(path).mode & 0o170000n) === 0o040000
      ? fs.list(path).sort().join()
      : fs.readSmall(path).toString();
  } catch (error) {
    return errnoOf(error);
  }
}

describe('the file system in memory', () => {
  it(`answers any steps as the real one does (seed ${SEED})`, async () => {
    const agree = async (steps: readonly Taken[]) => {
      const [one, other] = [realFiles(), memoryFiles()];
      for (const taken of steps) {
        expect(await outcomeOf(other, taken)).toEqual(await outcomeOf(one, taken));
      }
    };
    const sequences = fc.array(step, { maxLength: 25, size: 'max' });
    await fc.assert(fc.asyncProperty(sequences, agree), { seed: SEED, numRuns: 300 });
  });
});
