import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createCodexWorld } from '../../support/codex-world.js';
import { proxyServer } from '../../support/proxy-server.js';
import { LeanClient } from './lean-client.js';

/** A world for one side, with a model in a process of its own, so that neither side feeds itself. */
export async function benchWorld() {
  const model = fork(new URL('../model-host.ts', import.meta.url), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  const [modelUrl] = (await once(model, 'message')) as [string];
  const world = worldAt(modelUrl);
  return { ...world, end: () => model.disconnect() };
}

/** A world without a model: nothing in it ever has a turn. */
export function worldAt(modelUrl = 'http://127.0.0.1:9/v1') {
  const settings = 'approval_policy = "never"\nsandbox_mode = "read-only"';
  const world = createCodexWorld({ modelUrl, retries: 0, settings });
  process.on('exit', world.remove);
  return { world };
}

/** Starts the proxy in a world; it is greeted when this returns. */
export async function benchProxy(
  { world }: ReturnType<typeof worldAt>,
  flags: readonly string[] = [],
) {
  const { command, args = [], env, cwd } = proxyServer(world, '--log-level', 'error', ...flags);
  const client = new LeanClient(command, args, { env, cwd });
  await client.initialize();
  return client;
}
