import { describe, expect, it } from 'vitest';
import type {
  ApprovalAnswer,
  ControlApproval,
  ServedSessions,
} from '../../../src/control/index.js';
import { START, supervisorWith } from '../../support/supervisors.js';
import { connected, openServer, scriptedServer, sessionsOf, stranger } from './serving.js';

const COMMAND: ControlApproval = {
  approvalId: 'approval-1',
  agentId: 'codex:a',
  kind: 'command',
  question: 'Run `npm test`?',
  changes: [],
  expiresAt: START,
};
const PATCH: ControlApproval = {
  ...COMMAND,
  approvalId: 'approval-2',
  kind: 'file_change',
  changes: [{ path: 'ü.txt', kind: 'update', diff: '-a\n+b\n' }],
};

/** A control server whose sessions have two open approvals, and what it was told. */
async function servingApprovals(changes: Partial<ServedSessions> = {}) {
  const open = [COMMAND, PATCH];
  const told: ApprovalAnswer[] = [];
  const control = await openServer();
  const sessions: ServedSessions = {
    ...sessionsOf(supervisorWith()),
    approvals: () => open,
    approve(answer) {
      told.push(answer);
      const index = open.findIndex(({ approvalId }) => approvalId === answer.approvalId);
      const [approval] = index < 0 ? [] : open.splice(index, 1);
      return approval === undefined
        ? { answered: false }
        : { answered: true, agentId: approval.agentId };
    },
    ...changes,
  };
  control.serve({ team: 'atm-dev', sessions });
  return { control, told };
}

describe('the approvals of a control server', () => {
  it('are told as they are open, oldest first, and answered once', async () => {
    const { control, told } = await servingApprovals();
    const client = await connected(control.path);
    expect(await client.approvals()).toEqual([COMMAND, PATCH]);
    const answer = { approvalId: 'approval-1', decision: 'decline' } as const;
    expect(await client.approve(answer)).toEqual({ answered: true, agentId: 'codex:a' });
    expect(await client.approve(answer)).toEqual({ answered: false });
    expect(told).toEqual([answer, answer]);
    expect(await client.approvals()).toEqual([PATCH]);
  });

  it('are answered with what fills in a form', async () => {
    const { control, told } = await servingApprovals();
    const client = await connected(control.path);
    const answer = {
      approvalId: 'approval-2',
      decision: 'accept',
      content: { q1: ['Red'] },
    } as const;
    await client.approve(answer);
    expect(told).toEqual([answer]);
  });

  it.each([
    ['no approval', { decision: 'accept' }, 'approvalId'],
    ['a number for it', { approvalId: 1, decision: 'accept' }, 'approvalId'],
    ['no decision', { approvalId: 'approval-1' }, 'accept_with_rule'],
    ['another word', { approvalId: 'approval-1', decision: 'approved' }, 'decision'],
    ['a word of every object', { approvalId: 'approval-1', decision: 'constructor' }, 'decision'],
    [
      'content that is no object',
      { approvalId: 'approval-1', decision: 'accept', content: [] },
      'content',
    ],
    ['content of a no', { approvalId: 'approval-1', decision: 'decline', content: {} }, 'content'],
  ])('are not answered by %s', async (_, params, about) => {
    const { control, told } = await servingApprovals();
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'approve', params });
    const message = expect.stringContaining(about) as string;
    expect(await peer.next()).toEqual({ id: 1, error: { code: 'invalid_request', message } });
    expect(told).toEqual([]);
  });

  it('tell why an answer does not fit', async () => {
    const misfit = Object.assign(new Error('no rule'), { code: 'invalid_argument' });
    const { control } = await servingApprovals({
      approve() {
        throw misfit;
      },
    });
    const client = await connected(control.path);
    const asked = client.approve({ approvalId: 'approval-1', decision: 'accept_with_rule' });
    await expect(asked).rejects.toMatchObject({
      code: 'refused',
      refusal: { code: 'failed', message: 'no rule', reason: 'invalid_argument' },
    });
  });

  it('are none where a process has no approvals, and the client says so', async () => {
    const control = await openServer();
    control.serve({ team: 'atm-dev', sessions: sessionsOf(supervisorWith()) });
    const client = await connected(control.path);
    const answer = { approvalId: 'approval-1', decision: 'accept' } as const;
    for (const ask of [client.approvals, () => client.approve(answer)]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'refused',
        refusal: { code: 'not_supported' },
      });
    }
  });
});

describe('a control client', () => {
  it.each([
    ['nothing', {}],
    ['no list', { approvals: {} }],
    ['an approval that is none', { approvals: [COMMAND, null] }],
    ['one without an id', { approvals: [{ ...COMMAND, approvalId: undefined }] }],
    ['one of no session', { approvals: [{ ...COMMAND, agentId: 1 }] }],
    ['one that asks nothing', { approvals: [{ ...COMMAND, question: null }] }],
    ['one of another kind', { approvals: [{ ...COMMAND, kind: 'toString' }] }],
    ['one without changes', { approvals: [{ ...COMMAND, changes: undefined }] }],
    ['one with a change of nothing', { approvals: [{ ...PATCH, changes: [{ kind: 'add' }] }] }],
    [
      'one with a change of another kind',
      { approvals: [{ ...PATCH, changes: [{ path: 'a', diff: '', kind: 'move' }] }] },
    ],
    ['one that never ends', { approvals: [{ ...COMMAND, expiresAt: 'never' }] }],
    ['one that ends at a number', { approvals: [{ ...COMMAND, expiresAt: 5 }] }],
  ])('does not take approvals that are %s', async (_, result) => {
    const path = await scriptedServer((peer, { id }) => peer.ask({ id, result }));
    const client = await connected(path);
    await expect(client.approvals()).rejects.toMatchObject({ code: 'protocol' });
  });

  it('takes approvals with fields that it does not know', async () => {
    const approvals = [{ ...COMMAND, threadId: 'thread' }];
    const path = await scriptedServer((peer, { id }) => peer.ask({ id, result: { approvals } }));
    expect(await (await connected(path)).approvals()).toEqual(approvals);
  });

  it.each([{}, { answered: 'yes' }, { answered: true }, { answered: true, agentId: null }])(
    'does not take %j for the outcome of an answer',
    async (result) => {
      const path = await scriptedServer((peer, { id }) => peer.ask({ id, result }));
      const client = await connected(path);
      const asked = client.approve({ approvalId: 'approval-1', decision: 'accept' });
      await expect(asked).rejects.toMatchObject({ code: 'protocol' });
    },
  );
});
