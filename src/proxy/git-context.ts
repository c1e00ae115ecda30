import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The git repository a folder is in. */
export interface Repository {
  /** The folder that has `.git`. */
  readonly root: string;
  /** The same, or the main working tree that a linked one belongs to. */
  readonly mainRoot: string;
  /** Null when no branch is checked out. */
  readonly branch: string | null;
}

/**
 * Finds the repository of a folder by its files, without the git program.
 *
 * @returns undefined outside a repository, and where what looks like one cannot be read.
 */
export function repositoryOf(folder: string): Repository | undefined {
  const root = rootAbove(resolve(folder));
  if (root === undefined) return undefined;
  const gitFolder = gitFolderOf(root);
  const head = gitFolder && textOf(join(gitFolder, 'HEAD'));
  if (gitFolder === undefined || head === undefined) return undefined;
  return { root, mainRoot: mainRootOf(root, gitFolder), branch: branchOf(head) };
}

/**
 * The folders a repository may be known by: Codex takes whatever has `.git` for one, also where that
 * cannot be followed (0.169.0).
 */
export function rootsOf(folder: string): readonly string[] {
  const root = rootAbove(resolve(folder));
  if (root === undefined) return [];
  return [...new Set([root, repositoryOf(root)?.mainRoot ?? root])];
}

/** What a session's record says of its folder. */
export function gitContextOf(folder: string) {
  const repository = repositoryOf(folder);
  if (repository === undefined) return { repoRoot: null, repoName: null, branch: null };
  const { root, branch } = repository;
  return { repoRoot: root, repoName: basename(root) || null, branch };
}

function rootAbove(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (kindOf(join(at, '.git')) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** A linked working tree and a submodule have a file that names their folder. */
function gitFolderOf(root: string): string | undefined {
  const path = join(root, '.git');
  if (kindOf(path) === 'folder') return path;
  const named = /^gitdir: (.+)$/m.exec(textOf(path) ?? '')?.[1];
  return named === undefined ? undefined : resolve(root, named);
}

function mainRootOf(root: string, gitFolder: string): string {
  const common = textOf(join(gitFolder, 'commondir'))?.trim();
  return common === undefined ? root : dirname(resolve(gitFolder, common));
}

function branchOf(head: string): string | null {
  return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1]?.trim() ?? null;
}

/** What cannot be looked at, such as what is below a file, is not there. */
function kindOf(path: string): 'folder' | 'file' | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return 'folder';
    return stat?.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
