import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { loadConfiguration } from '../../src/cli/config/load.js';
import { ownPlace } from '../../src/cli/config/place.js';
import { openService } from '../../src/cli/serve/service.js';
import { connectControl } from '../../src/control/index.js';
import type { OpenApproval } from '../../src/proxy/api.js';
import { realCodex } from './codex-real.js';

/** The service that `serve` opens, over the real Codex, and a client of its control socket. */
export async function servedService() {
  const { world } = await realCodex();
  for (const [name, value] of Object.entries(world.env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const loaded = loadConfiguration({ ...ownPlace(), cwd: world.workspace, home: world.home });
  if (!loaded.ok) throw new Error('the defaults are good');
  const { service, close } = await openService({
    configuration: loaded.value,
    version: '0',
    home: world.atmHome,
    log: () => {},
    clock: () => new Date(),
  });
  onTestFinished(() => close({ graceMs: 0 }));
  const folder = join(world.runtimeDir, 'codex-sessions');
  const [socket = ''] = readdirSync(folder);
  const client = await connectControl(join(folder, socket));
  onTestFinished(() => client.end());
  return { world, service, client, close };
}

export type ServedService = Awaited<ReturnType<typeof servedService>>;

/** Starts a turn that asks for an approval, and waits until it is asked for. */
export async function asking({ service, world }: ServedService, prompt: string, identity?: string) {
  let ask = (_approval: OpenApproval): void => {};
  const asked = new Promise<OpenApproval>((resolve) => {
    ask = resolve;
  });
  const settings = {
    cwd: world.workspace,
    sandbox: 'read-only',
    approvalPolicy: 'on-request',
  } as const;
  const request = { prompt, settings, ...(identity !== undefined && { identity }) };
  const turn = await service.start(request, { asked: (approval) => ask(approval) });
  if (!turn.ok) throw new Error(turn.refusal.message);
  return { turn: turn.value, approval: await asked };
}
