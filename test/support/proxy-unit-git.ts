import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder, removed when the test is over. */
export function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'codex-sessions-proxy-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A repository as git makes one: nothing but the files that say so. */
export function repository(branch = 'main'): string {
  const root = folder();
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.git', 'HEAD'), `ref: refs/heads/${branch}\n`);
  mkdirSync(join(root, 'src', 'deep'), { recursive: true });
  return root;
}

/** A repository and a linked working tree of it, both made by git itself. */
export function linkedWorkingTree(): { readonly main: string; readonly linked: string } {
  const main = folder();
  const linked = join(folder(), 'tree');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: main,
      stdio: 'ignore',
    });
  git('init', '-b', 'main');
  git('commit', '--allow-empty', '-m', 'first');
  git('worktree', 'add', '-b', 'feature/x', linked);
  return { main, linked };
}
