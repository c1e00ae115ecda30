import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadConfiguration } from '../../../src/cli/config/load.js';
import { ownPlace } from '../../../src/cli/config/place.js';
import { openService } from '../../../src/cli/serve/service.js';
import { connectControl } from '../../../src/control/index.js';
import type { OpenApproval } from '../../../src/proxy/api.js';
import { realCodex } from '../../support/codex-real.js';

/** The service that `serve` opens, over the real Codex, and a client of its control socket. */
async function opened() {
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
  return { world, service, client };
}

type Opened = Awaited<ReturnType<typeof opened>>;

/** Starts a turn that asks for an approval, and waits until it is asked for. */
async function asking({ service, world }: Opened, prompt: string) {
  let ask = (_approval: OpenApproval): void => {};
  const asked = new Promise<OpenApproval>((resolve) => {
    ask = resolve;
  });
  const settings = {
    cwd: world.workspace,
    sandbox: 'read-only',
    approvalPolicy: 'on-request',
  } as const;
  const turn = await service.start({ prompt, settings }, { asked: (approval) => ask(approval) });
  if (!turn.ok) throw new Error(turn.refusal.message);
  return { turn: turn.value, approval: await asked };
}

describe('the control socket of a process that serves approvals', () => {
  it('tells what is open, and an answer given there lets the turn go on', async () => {
    const house = await opened();
    const { client, world } = house;
    const { turn, approval } = await asking(house, 'patch:`made.txt`');
    const { approvalId, agentId, expiresAt } = approval;
    expect(await client.approvals()).toEqual([
      {
        ...{ approvalId, agentId, kind: 'file_change', question: approval.question },
        changes: [expect.objectContaining({ kind: 'add', diff: expect.any(String) })],
        expiresAt: new Date(expiresAt).toISOString().replace(/\.\d+/, ''),
      },
    ]);
    const answer = { approvalId, decision: 'accept' } as const;
    expect(await client.approve(answer)).toEqual({ answered: true, agentId: turn.agentId });
    expect(await turn.ended).toMatchObject({ type: 'completed' });
    expect(existsSync(join(world.workspace, 'made.txt'))).toBe(true);
    expect(await client.approve(answer)).toEqual({ answered: false });
    expect(await client.approvals()).toEqual([]);
  });

  it('refuses a rule that is not proposed, leaves it open, and takes a cancel', async () => {
    const house = await opened();
    const { client, world } = house;
    const { turn, approval } = await asking(house, 'patch:`made.txt`');
    const { approvalId } = approval;
    await expect(
      client.approve({ approvalId, decision: 'accept_with_rule' }),
    ).rejects.toMatchObject({ refusal: { code: 'failed', reason: 'invalid_argument' } });
    expect(await client.approvals()).toHaveLength(1);
    expect(await client.approve({ approvalId, decision: 'cancel' })).toMatchObject({
      answered: true,
    });
    expect(await turn.ended).toMatchObject({ type: 'interrupted' });
    expect(existsSync(join(world.workspace, 'made.txt'))).toBe(false);
  });
});
