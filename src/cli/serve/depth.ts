import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How many of us are above a process: we start Codex, Codex may start us. */
export const DEPTH = 'CODEX_SESSIONS_DEPTH';

type Environment = Readonly<Record<string, string | undefined>>;

/** How many processes upwards are looked at: a wrapper or two stand between Codex and us. */
const GENERATIONS = 6;

/** The environment of a Codex that we start. */
export function oneDeeper(env: Environment): Environment {
  return { ...env, [DEPTH]: String(depthIn(env) + 1) };
}

/** What a process is by its parents. */
export interface Ancestry {
  readonly parent: number;
  /** The parent of a process and its environment, as far as they can be read. */
  readonly look: (pid: number) => { readonly parent: number; readonly environment: string };
}

/**
 * 0 unless a Codex that we started has started this process.
 *
 * Codex gives the servers it starts only a few variables (0.169.0), and ours is not among them: so
 * it is looked for in the environments of the processes above.
 */
export function depthOf(env: Environment, { parent, look }: Ancestry = ownAncestry()): number {
  const own = depthIn(env);
  if (own > 0) return own;
  for (let pid = parent, left = GENERATIONS; pid > 1 && left > 0; left -= 1) {
    const seen = look(pid);
    const marked = new RegExp(`(?:^|[\\0 ])${DEPTH}=(\\d+)`).exec(seen.environment)?.[1];
    if (marked !== undefined) return depthIn({ [DEPTH]: marked });
    pid = seen.parent;
  }
  return 0;
}

function depthIn(env: Environment): number {
  const depth = Number(env[DEPTH]);
  return Number.isSafeInteger(depth) && depth > 0 ? depth : 0;
}

/** What cannot be read, as everything on Windows, is nobody of ours. */
function ownAncestry(): Ancestry {
  const look = process.platform === 'linux' ? lookInProc : lookWithPs;
  return {
    parent: process.platform === 'win32' ? 0 : process.ppid,
    look(pid) {
      try {
        return look(pid);
      } catch {
        return { parent: 0, environment: '' };
      }
    },
  };
}

function lookInProc(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    parent: Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 0),
    environment: readFileSync(`/proc/${pid}/environ`, 'utf8'),
  };
}

function lookWithPs(pid: number) {
  const told = execFileSync('ps', ['-E', '-o', 'ppid=,command=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: 1_000,
  });
  return { parent: Number.parseInt(told, 10) || 0, environment: told };
}
