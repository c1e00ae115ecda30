import { describe, expect, it } from 'vitest';
import { checkNarrows, settingsOf } from '../../../src/proxy/policy.js';
import { answered, openHouse, POLICY, running } from '../../support/proxy-unit.js';

const presets = new Map([['reviewer', { model: 'large', developerInstructions: 'review' }]]);
const policy = { ...POLICY, presets, defaults: { model: 'small', baseInstructions: 'base' } };

describe('the settings of a new session', () => {
  it("are the caller's, then its preset's, then the defaults", () => {
    expect(settingsOf({}, undefined, policy)).toEqual(policy.defaults);
    expect(settingsOf({ cwd: '/' }, 'somebody', policy)).toEqual({ ...policy.defaults, cwd: '/' });
    expect(settingsOf({}, 'reviewer', policy)).toEqual({
      ...{ model: 'large', baseInstructions: 'base', developerInstructions: 'review' },
    });
    expect(settingsOf({ model: 'mine' }, 'reviewer', policy)).toMatchObject({ model: 'mine' });
  });

  it('reach Codex, by the name of the session', async () => {
    const house = await openHouse({ presets, defaults: policy.defaults });
    await running(house, { identity: 'reviewer' });
    await answered(house);
    expect(house.codex.asked('startThread')).toEqual([
      [{ model: 'large', baseInstructions: 'base', developerInstructions: 'review' }],
      [{ model: 'small', baseInstructions: 'base' }],
    ]);
  });
});

describe('a change of rights', () => {
  it('may narrow, and nothing else', () => {
    const had = { sandbox: 'workspace-write', approvalPolicy: 'on-request' } as const;
    expect(() => checkNarrows({}, had)).not.toThrow();
    expect(() => checkNarrows({ sandbox: 'read-only', model: 'm' }, had)).not.toThrow();
    expect(() => checkNarrows({ sandbox: 'danger-full-access' }, had)).toThrow(/fork this one/);
    expect(() => checkNarrows({ config: { approval_policy: 'never' } }, had)).toThrow(/asks less/);
  });
});
