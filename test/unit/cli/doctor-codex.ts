import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** A Codex that answers the greeting as a version of it, refuses all else, and ends with its input. */
export const answering = (version: string, refusal = 'unknown variant') => `read -r line
echo '{"id":1,"result":{"userAgent":"codex-sessions/${version} (fake)"}}'
read -r line
read -r line
echo '{"id":2,"error":{"code":-32600,"message":"${refusal}"}}'
while read -r line; do :; done`;

/** What stands before the work of a program in sh. */
const SHELL = '#!/bin/sh\n';

/** An environment in which nothing is configured, and the folder of PATH that comes first in it. */
export function ownEnvironment(): { readonly home: string; readonly bin: string } {
  const home = mkdtempSync(join(tmpdir(), 'cs-doctor-'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  for (const name of Object.keys(process.env)) {
    if (/^(?:CODEX_|XDG_)/.test(name)) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('HOME', home);
  vi.stubEnv('PATH', [bin, process.env.PATH].join(delimiter));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });
  return { home, bin };
}

/**
 * Puts a fake Codex into an environment of its own.
 *
 * @param work what it does, in sh.
 * @returns its path.
 */
export function fakeCodex(work = answering('0.169.0'), start = SHELL): string {
  const path = join(ownEnvironment().bin, 'codex');
  writeFileSync(path, `${start}${work}\n`, { mode: 0o755 });
  return path;
}
