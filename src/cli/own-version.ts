import { createRequire } from 'node:module';

/** The version of this program. */
export function ownVersion(): string {
  // by its own name: the path to package.json differs between the sources and the build
  const { version } = createRequire(import.meta.url)('codex-sessions/package.json') as {
    version: string;
  };
  return version;
}
