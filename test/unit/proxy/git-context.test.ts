import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitContextOf, repositoryOf } from '../../../src/proxy/git-context.js';
import { folder, linkedWorkingTree, repository } from '../../support/proxy-unit-git.js';

const NOTHING = { repoRoot: null, repoName: null, branch: null };

describe('the repository of a folder', () => {
  it('is the one above it, with its branch', () => {
    const root = repository('feature/x');
    for (const at of [root, join(root, 'src', 'deep'), join(root, 'not', 'there')]) {
      expect(repositoryOf(at)).toEqual({ root, mainRoot: root, branch: 'feature/x' });
    }
  });

  it('has no branch where none is checked out', () => {
    const root = repository();
    writeFileSync(join(root, '.git', 'HEAD'), '0123456789012345678901234567890123456789\n');
    expect(repositoryOf(root)?.branch).toBeNull();
  });

  it('of a linked working tree is the tree, and belongs to the main one', () => {
    const { main, linked } = linkedWorkingTree();
    expect(repositoryOf(linked)).toEqual({ root: linked, mainRoot: main, branch: 'feature/x' });
    expect(repositoryOf(main)).toEqual({ root: main, mainRoot: main, branch: 'main' });
  });

  it('of a submodule is the submodule', () => {
    const root = repository();
    const sub = join(root, 'sub');
    mkdirSync(join(root, '.git', 'modules', 'sub'), { recursive: true });
    writeFileSync(join(root, '.git', 'modules', 'sub', 'HEAD'), 'ref: refs/heads/dev\n');
    mkdirSync(sub);
    writeFileSync(join(sub, '.git'), 'gitdir: ../.git/modules/sub\n');
    expect(repositoryOf(sub)).toEqual({ root: sub, mainRoot: sub, branch: 'dev' });
  });

  it.each<[string, (root: string) => void]>([
    ['a file that says nothing', (root) => writeFileSync(join(root, '.git'), 'nonsense')],
    ['a file that leads nowhere', (root) => writeFileSync(join(root, '.git'), 'gitdir: gone\n')],
    ['a folder without a HEAD', (root) => mkdirSync(join(root, '.git'))],
    ['nothing', () => {}],
  ])('is none where there is only %s', (_, make) => {
    const root = folder();
    make(root);
    expect(repositoryOf(root)).toBeUndefined();
    expect(gitContextOf(root)).toEqual(NOTHING);
  });

  it('is none below a file', () => {
    const root = folder();
    writeFileSync(join(root, 'file'), '');
    expect(gitContextOf(join(root, 'file', 'below'))).toEqual(NOTHING);
  });
});

describe('the git context of a session', () => {
  it('names the repository by its folder', () => {
    const root = repository();
    expect(gitContextOf(join(root, 'src'))).toEqual({
      ...{ repoRoot: root, repoName: basename(root), branch: 'main' },
    });
    rmSync(join(root, '.git'), { recursive: true });
    expect(gitContextOf(root)).toEqual(NOTHING);
  });
});
