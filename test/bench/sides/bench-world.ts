import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCodexWorld } from '../../support/codex-world.js';
import { proxyServer } from '../../support/proxy-server.js';
import { LeanClient } from './lean-client.js';

/** A world, and how to end what was started for it. */
export type BenchWorld = ReturnType<typeof fakeWorld>;

/** A world for one side, with a model in a process of its own, so that neither side feeds itself. */
export async function benchWorld(): Promise<BenchWorld> {
  const model = fork(new URL('../model-host.ts', import.meta.url), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  const [modelUrl] = (await once(model, 'message')) as [string];
  return { ...worldAt(modelUrl), end: () => model.disconnect() };
}

/** A world whose Codex is the fake one: it needs no model, and takes no time. */
export function fakeWorld() {
  const { world } = worldAt();
  const program = fileURLToPath(new URL('../../support/fake-app-server.mjs', import.meta.url));
  const command = world.at('bin', 'codex');
  rmSync(command);
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o700,
  });
  return { world, end: () => {} };
}

/** A world without a model. */
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
