import { describe, expect, it } from 'vitest';
import { type Claims, NO_BOUNDS, sessionRights } from '../../../../src/cli/config/rights.js';

const NOBODY: Claims = {
  asked: NO_BOUNDS,
  preset: null,
  settings: NO_BOUNDS,
  bounds: NO_BOUNDS,
  own: { sandbox: null, approvalPolicy: null },
};

const sandboxOf = (claims: Partial<Record<'asked' | 'settings' | 'bounds' | 'own', string>>) => {
  const filled = Object.fromEntries(
    Object.entries(claims).map(([who, sandbox]) => [who, { approvalPolicy: null, sandbox }]),
  );
  return sessionRights({ ...NOBODY, ...filled }).sandbox;
};

describe('the rights of a session', () => {
  it('are left to Codex where nobody says anything', () => {
    expect(sessionRights(NOBODY)).toEqual({ sandbox: null, approvalPolicy: null });
    expect(sandboxOf({ own: 'danger-full-access' })).toBeNull();
  });

  it('are what the caller asks for, else the preset’s, else the settings’', () => {
    const settings = { sandbox: 'read-only', approvalPolicy: 'never' } as const;
    const preset = {
      sandbox: 'workspace-write',
      approvalPolicy: null,
      bounds: NO_BOUNDS,
    } as const;
    expect(sessionRights({ ...NOBODY, settings, preset })).toEqual({
      sandbox: 'workspace-write',
      approvalPolicy: 'never',
    });
    const asked = { sandbox: 'danger-full-access', approvalPolicy: 'untrusted' } as const;
    expect(sessionRights({ ...NOBODY, settings, preset, asked })).toEqual(asked);
  });

  it('are never more than the bounds', () => {
    const bounds = 'workspace-write';
    expect(sandboxOf({ bounds, asked: 'danger-full-access' })).toBe('workspace-write');
    expect(sandboxOf({ bounds, asked: 'read-only' })).toBe('read-only');
    expect(sandboxOf({ bounds, own: 'danger-full-access' })).toBe('workspace-write');
  });

  it('are not widened to the bounds where Codex’ own are narrower', () => {
    expect(sandboxOf({ bounds: 'workspace-write', own: 'read-only' })).toBeNull();
    expect(sandboxOf({ bounds: 'workspace-write' })).toBeNull();
  });

  it('are bounded where Codex might take more by itself', () => {
    expect(sandboxOf({ bounds: 'read-only' })).toBe('read-only');
    const bounds = { sandbox: null, approvalPolicy: 'untrusted' } as const;
    expect(sessionRights({ ...NOBODY, bounds }).approvalPolicy).toBe('untrusted');
  });

  it('are bounded where Codex’ own policy is an object, which could be anything', () => {
    const own = { sandbox: null, approvalPolicy: { granular: { rules: true } } };
    const bounds = { sandbox: null, approvalPolicy: 'on-request' } as const;
    expect(sessionRights({ ...NOBODY, own }).approvalPolicy).toBeNull();
    expect(sessionRights({ ...NOBODY, own, bounds }).approvalPolicy).toBe('on-request');
    const never = { sandbox: null, approvalPolicy: 'never' };
    expect(sessionRights({ ...NOBODY, own: never, bounds }).approvalPolicy).toBe('on-request');
  });

  it('are bounded by the narrower of the bounds for all and for the identity', () => {
    const preset = {
      ...NO_BOUNDS,
      bounds: { sandbox: 'read-only', approvalPolicy: 'on-request' },
    } as const;
    const bounds = { sandbox: 'workspace-write', approvalPolicy: 'untrusted' } as const;
    const asked = { sandbox: 'danger-full-access', approvalPolicy: 'never' } as const;
    expect(sessionRights({ ...NOBODY, preset, bounds, asked })).toEqual({
      sandbox: 'read-only',
      approvalPolicy: 'untrusted',
    });
  });

  it('are what the user’s preset says against any bound, but no more for callers', () => {
    const preset = { ...NO_BOUNDS, sandbox: 'workspace-write', bounds: NO_BOUNDS } as const;
    const bounds = { sandbox: 'read-only', approvalPolicy: null } as const;
    const asked = { sandbox: 'danger-full-access', approvalPolicy: null } as const;
    expect(sessionRights({ ...NOBODY, preset, bounds }).sandbox).toBe('workspace-write');
    expect(sessionRights({ ...NOBODY, preset, bounds, asked }).sandbox).toBe('workspace-write');
  });
});
