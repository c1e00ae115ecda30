import { describe, expect, it } from 'vitest';
import {
  AS_ASKED,
  askedRights,
  excessOf,
  isApprovalPolicy,
  narrower,
  type Rights,
  rightsOf,
  sandboxModeOf,
} from '../../../src/proxy/rights.js';

const SANDBOXES = ['read-only', 'workspace-write', 'danger-full-access'] as const;
const POLICIES = ['untrusted', 'on-request', 'never'] as const;
const ALL: Rights[] = [undefined, ...SANDBOXES].flatMap((sandbox) =>
  [undefined, ...POLICIES].map((approvalPolicy) => ({
    ...(sandbox && { sandbox }),
    ...(approvalPolicy && { approvalPolicy }),
  })),
);

describe('rights', () => {
  it('are the same in the words of a thread', () => {
    const types = ['readOnly', 'workspaceWrite', 'dangerFullAccess', 'externalSandbox', 'toString'];
    expect(types.map((type) => sandboxModeOf({ type }))).toEqual([
      ...SANDBOXES,
      ...[undefined, undefined],
    ]);
  });

  it('of a thread count as the narrow ones where Codex uses words of its own', () => {
    expect(
      rightsOf({ sandboxPolicy: { type: 'externalSandbox' }, approvalPolicy: { granular: {} } }),
    ).toEqual({ sandbox: 'read-only', approvalPolicy: 'on-request' });
    expect(
      rightsOf({ sandboxPolicy: { type: 'dangerFullAccess' }, approvalPolicy: 'never' }),
    ).toEqual({ sandbox: 'danger-full-access', approvalPolicy: 'never' });
  });

  it('never exceed a bound once they are narrowed, whatever they were', () => {
    for (const rights of ALL) {
      for (const bound of ALL) {
        const narrowed = narrower(rights, bound);
        expect(excessOf(narrowed, bound)).toBeUndefined();
        expect(excessOf(narrowed, rights)).toBeUndefined();
        if (excessOf(rights, bound) === undefined) expect(narrowed).toEqual(rights);
      }
    }
  });

  it.each([
    [{ sandbox: 'workspace-write' }, { sandbox: 'read-only' }, /workspace-write.*wider.*read-only/],
    [{ approvalPolicy: 'never' }, { approvalPolicy: 'on-request' }, /never.*asks less.*on-request/],
  ] as const)('beyond a bound are named: %o', (asked, bound, words) => {
    expect(excessOf(asked, bound)).toMatch(words);
    expect(excessOf(bound, asked)).toBeUndefined();
  });

  it('are asked for in the settings, or in the configuration they bring; the settings win', () => {
    const config = { sandbox_mode: 'danger-full-access', approval_policy: 'never' };
    expect(askedRights({})).toEqual({});
    expect(askedRights({ config })).toEqual({
      ...{ sandbox: 'danger-full-access', approvalPolicy: 'never' },
    });
    expect(askedRights({ config, sandbox: 'read-only', approvalPolicy: 'untrusted' })).toEqual({
      ...{ sandbox: 'read-only', approvalPolicy: 'untrusted' },
    });
    expect(askedRights({ config: { sandbox_mode: 7, approval_policy: 'on-failure' } })).toEqual({});
  });

  it('have three words for when to ask, and no other', () => {
    expect(POLICIES.every(isApprovalPolicy)).toBe(true);
    const others = ['on-failure', '', null, 7, { granular: {} }];
    expect(others.some((word) => isApprovalPolicy(word))).toBe(false);
  });

  it('are as asked for where nobody decides', () => {
    const own = { sandbox: 'danger-full-access', approvalPolicy: 'never' } as const;
    expect(AS_ASKED.decide('a', { sandbox: 'read-only' }, own)).toEqual({ sandbox: 'read-only' });
  });
});
