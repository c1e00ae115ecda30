import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type ControlServer, firstFittingFolder, openControlServer } from '../../control/index.js';
import type { Log } from '../../proxy/log.js';

/** Where control sockets may be, the best place first; a socket's path must be short. */
export function runtimeFolders(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): readonly string[] {
  const { XDG_RUNTIME_DIR: runtime } = env;
  return [
    ...(runtime ? [join(runtime, 'codex-sessions')] : []),
    join(home, '.codex-sessions', 'run'),
    join(tmpdir(), `codex-sessions-${userInfo().uid}`),
  ];
}

/** Opens the control socket; without one the proxy works all the same, only nobody can reach it. */
export async function openControl(
  folders: readonly string[],
  log: Log,
): Promise<ControlServer | undefined> {
  const folder = firstFittingFolder(folders);
  if (folder === undefined) {
    log('warn', 'no folder is short enough for a control socket');
    return undefined;
  }
  try {
    return await openControlServer({ folder });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log('warn', 'the control socket cannot be opened', { reason });
    return undefined;
  }
}
