/** How many of us are above a process: we start Codex, Codex may start us. */
export const DEPTH = 'CODEX_SESSIONS_DEPTH';

type Environment = Readonly<Record<string, string | undefined>>;

/** 0 unless a Codex that we started has started this process. */
export function depthOf(env: Environment): number {
  const depth = Number(env[DEPTH]);
  return Number.isSafeInteger(depth) && depth > 0 ? depth : 0;
}

/** The environment of a Codex that we start. */
export function oneDeeper(env: Environment): Environment {
  return { ...env, [DEPTH]: String(depthOf(env) + 1) };
}
