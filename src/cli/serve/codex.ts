import { type CodexBackendOptions, startCodexBackend } from '../../codex/index.js';
import type { CodexBackend } from '../../domain/ports/codex.js';
import type { StartBackend } from '../../proxy/backend-host.js';
import type { Log } from '../../proxy/log.js';
import type { Settings } from '../config/settings.js';
import { oneDeeper } from './depth.js';

/** What the settings say of Codex. */
export type CodexSettings = Pick<Settings, 'codexCommand' | 'codexArgs'>;

/** What Codex is started as: without a shell, and in our own working directory. */
export function codexOptions(
  { codexCommand, codexArgs }: CodexSettings,
  version: string,
): CodexBackendOptions {
  return {
    command: codexCommand,
    args: ['app-server', ...codexArgs],
    env: oneDeeper(process.env),
    clientInfo: { name: 'codex-sessions', title: 'Codex Sessions', version },
  };
}

/** How Codex is started for the service: never to outlive us. */
export function codexStarter(settings: CodexSettings, version: string, log: Log): StartBackend {
  return async (hooks) => {
    const backend = await startCodexBackend({
      ...hooks,
      ...codexOptions(settings, version),
      onProblem: ({ code }) => log('warn', 'codex said something odd', { code }),
    });
    log('info', 'codex is up', { pid: backend.pid, version: backend.version });
    endWithUs(backend);
    return backend;
  };
}

/** Even when we are ended in the middle of everything. After SIGKILL the end of its input tells it. */
function endWithUs({ pid, exited }: CodexBackend): void {
  const kill = (): void => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone already
    }
  };
  process.once('exit', kill);
  void exited.then(() => process.off('exit', kill));
}
