import { describe, expect, it } from 'vitest';
import { threadOptions } from '../../../src/codex/settings.js';

describe('the settings of a thread as Codex takes them', () => {
  it('are what was given, and nothing else', () => {
    const settings = {
      cwd: '/work',
      model: 'm',
      sandbox: 'read-only',
      approvalPolicy: 'never',
      baseInstructions: '',
      developerInstructions: 'be brief',
      config: { compact_prompt: 'short' },
    } as const;
    expect(threadOptions(settings)).toEqual(settings);
    expect(threadOptions()).toEqual({});
    expect(threadOptions({ cwd: '/work' })).toEqual({ cwd: '/work' });
  });

  it('have no null in config, at no depth; lists are left alone', () => {
    const config = {
      model: null,
      off: false,
      servers: { one: { command: 'x', env: null }, none: null },
      list: [null, { a: null }],
    };
    expect(threadOptions({ config }).config).toEqual({
      off: false,
      servers: { one: { command: 'x' } },
      list: [null, { a: null }],
    });
  });

  it('have no config with nothing in it: any config makes a resume forget the model', () => {
    expect(threadOptions({ config: {} })).toEqual({});
    expect(threadOptions({ cwd: '/work', config: { model: null } })).toEqual({ cwd: '/work' });
  });
});
