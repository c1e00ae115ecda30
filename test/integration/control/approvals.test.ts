import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asking, servedService } from '../../support/served-service.js';

describe('the control socket of a process that serves approvals', () => {
  it('tells what is open, and an answer given there lets the turn go on', async () => {
    const house = await servedService();
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
    const house = await servedService();
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
