import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the build of the board's page is. */
export function pageFolder(): string {
  // by its own name: the way to it differs between the sources, the build and the bundle
  const manifest = createRequire(import.meta.url).resolve('codex-sessions/package.json');
  return join(dirname(manifest), 'dist', 'board');
}
