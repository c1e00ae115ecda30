import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CodexWorld } from './codex-world.js';
import type { ServerCommand } from './mcp-process.js';

const PROGRAM = fileURLToPath(new URL('../../dist/bin/cli.js', import.meta.url));

/**
 * How to start the proxy in a world, as it is packed.
 *
 * @param flags of `codex-sessions serve`.
 * @throws Error when it has not been built.
 */
export function proxyServer(
  world: CodexWorld,
  ...flags: readonly string[]
): ServerCommand & { readonly cwd: string } {
  if (!existsSync(PROGRAM)) throw new Error('dist is missing; run npm run build');
  const args = [PROGRAM, 'serve', ...flags];
  return { command: process.execPath, args, env: world.env, cwd: world.workspace };
}
