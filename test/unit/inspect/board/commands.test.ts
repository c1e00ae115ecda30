import { describe, expect, it, vi } from 'vitest';
import { ControlError } from '../../../../src/control/index.js';
import { carryOut } from '../../../../src/inspect/board/commands.js';

const fleet = () => ({
  close: vi.fn(async (_process: string, agentId: string) => agentId === 'known'),
  approve: vi.fn(async () => ({ answered: true, agentId: 'known' }) as const),
});

const answer = { approvalId: 'approval-1', decision: 'accept', content: { q: 'yes' } };

describe('a command of the page', () => {
  it('closes a session, and says whether there was one', async () => {
    const world = fleet();
    const close = (agentId: string) => carryOut('close', { process: '1', agentId }, world);
    expect(await close('known')).toEqual({ type: 'done', value: { closed: true } });
    expect(await close('other')).toEqual({ type: 'done', value: { closed: false } });
    expect(world.close.mock.calls).toEqual([
      ['1', 'known'],
      ['1', 'other'],
    ]);
  });

  it('answers an approval, and says what came of it', async () => {
    const world = fleet();
    expect(await carryOut('approve', { process: '1', answer }, world)).toEqual({
      type: 'done',
      value: { answered: true, agentId: 'known' },
    });
    expect(world.approve).toHaveBeenCalledExactlyOnceWith('1', answer);
  });

  it.each([
    ['close', null, 'an object'],
    ['close', [], 'an object'],
    ['close', { agentId: 'a' }, '`process`'],
    ['close', { process: '1' }, '`agentId`'],
    ['close', { process: '1', agentId: { a: 1 } }, '`agentId`'],
    ['approve', { process: '1' }, '`answer`'],
    ['approve', { process: '1', answer: { decision: 'accept' } }, '`approvalId`'],
    ['approve', { process: '1', answer: { ...answer, decision: 'maybe' } }, '`decision`'],
    ['approve', { process: '1', answer: { ...answer, decision: 'decline' } }, '`content`'],
  ] as const)('is refused if it is none: %s %j', async (name, posted, word) => {
    const world = fleet();
    const reply = await carryOut(name, posted, world);
    expect(reply).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(reply).toHaveProperty('message', expect.stringContaining(word));
    expect([world.close.mock.calls, world.approve.mock.calls]).toEqual([[], []]);
  });

  it.each([
    [new ControlError('unreachable', 'it left'), { code: 'unreachable', message: 'it left' }],
    [
      new ControlError('refused', 'the other process refused: no', {
        refusal: { code: 'not_supported', message: 'no' },
      }),
      { code: 'not_supported', message: 'no' },
    ],
  ])('tells why a process did not do it', async (error, words) => {
    const world = { ...fleet(), close: () => Promise.reject(error) };
    const reply = await carryOut('close', { process: '1', agentId: 'known' }, world);
    expect(reply).toEqual({ type: 'refused', status: 502, ...words });
  });

  it('tells nothing of a fault of its own', async () => {
    const world = { ...fleet(), close: () => Promise.reject(new Error('at /home/me/x.ts')) };
    const reply = await carryOut('close', { process: '1', agentId: 'known' }, world);
    expect(reply).toMatchObject({ status: 500, code: 'failed' });
    expect(JSON.stringify(reply)).not.toContain('/home');
  });
});
