import { describe, expect, it } from 'vitest';
import type { OpenThread } from '../../../src/domain/ports/codex.js';
import type { SessionSettings } from '../../../src/proxy/api.js';
import {
  memoryOf,
  rememberedBy,
  resumeSettings,
  THREAD,
  type ThreadMemory,
  threadSettings,
  turnSettings,
  withoutUndefined,
} from '../../../src/proxy/settings.js';
import { record } from '../../support/records.js';

const OPEN: OpenThread = {
  ...{ threadId: 't', sessionId: 't', path: null, cwd: '/work', model: 'm', modelProvider: 'p' },
  ...{ effort: 'high', approvalPolicy: 'never', sandboxPolicy: { type: 'workspaceWrite' } },
};
const GIVEN: SessionSettings = {
  ...{ baseInstructions: 'base', developerInstructions: 'dev', compactPrompt: 'short' },
  config: { web_search: 'live' },
};

/** A record that remembers something, as it comes back from the disk. */
const remembering = (memory: unknown) =>
  record({ extra: { codex_sessions: JSON.parse(JSON.stringify({ [THREAD]: memory })) } });

describe('what a session remembers of its thread', () => {
  it('comes back from the disk as it went', () => {
    const memory = memoryOf(OPEN, GIVEN, true);
    expect(rememberedBy(remembering(memory))).toEqual(memory);
    const bare = memoryOf({ ...OPEN, effort: null }, {}, false);
    expect(rememberedBy(remembering(bare))).toEqual(bare);
    expect(bare).not.toHaveProperty('given');
  });

  it.each([
    ['nothing at all', undefined],
    ['no object', 'text'],
    ['no folder', { model: 'm', sandboxPolicy: { type: 'readOnly' } }],
    ['no model', { cwd: '/', sandboxPolicy: { type: 'readOnly' } }],
    ['no sandbox', { cwd: '/', model: 'm' }],
    ['a sandbox without its kind', { cwd: '/', model: 'm', sandboxPolicy: {} }],
  ])('is nothing where it is not whole: %s', (_, memory) => {
    expect(rememberedBy(remembering(memory))).toBeUndefined();
  });

  it('reads what is absent in the careful way', () => {
    const memory = { cwd: '/', model: 'm', sandboxPolicy: { type: 'readOnly' }, effort: 7 };
    expect(rememberedBy(remembering(memory))).toEqual({
      ...{ cwd: '/', model: 'm', sandboxPolicy: { type: 'readOnly' } },
      ...{ isOurs: false, effort: null, approvalPolicy: 'on-request' },
    });
  });

  it('has no instructions that are too large to keep', () => {
    const large = { developerInstructions: 'x'.repeat(33_000) };
    expect(memoryOf(OPEN, large, true)).not.toHaveProperty('given');
  });

  it('keeps a configuration beside instructions that are too large: it may narrow rights', () => {
    const config = { web_search: 'disabled' };
    const large = { developerInstructions: 'x'.repeat(33_000), config };
    expect(memoryOf(OPEN, large, true).given).toEqual({ config });
  });
});

describe('the settings of a thread', () => {
  it('carry the prompt for compacting in the configuration', () => {
    expect(threadSettings({ compactPrompt: 'short' })).toEqual({
      config: { compact_prompt: 'short' },
    });
    expect(threadSettings(GIVEN).config).toEqual({ web_search: 'live', compact_prompt: 'short' });
    expect(threadSettings({ model: 'm' })).toEqual({ model: 'm' });
  });

  it('are all sent again with a resume (H4)', () => {
    expect(resumeSettings(memoryOf(OPEN, GIVEN, true))).toEqual({
      ...{ cwd: '/work', model: 'm', sandbox: 'workspace-write', approvalPolicy: 'never' },
      ...{ baseInstructions: 'base', developerInstructions: 'dev' },
      config: { web_search: 'live', compact_prompt: 'short' },
    });
  });

  it('leave out of a resume what only a turn can say: it goes there in full', () => {
    const own: ThreadMemory = {
      ...memoryOf(OPEN, {}, true),
      ...{ approvalPolicy: { granular: {} }, sandboxPolicy: { type: 'externalSandbox' } },
    };
    expect(resumeSettings(own)).toEqual({ cwd: '/work', model: 'm' });
    expect(turnSettings(own)).toEqual({
      ...{ cwd: '/work', model: 'm', effort: 'high' },
      ...{ approvalPolicy: { granular: {} }, sandboxPolicy: { type: 'externalSandbox' } },
    });
  });

  it('say nothing of an effort that nobody set', () => {
    expect(turnSettings({ ...memoryOf(OPEN, {}, true), effort: null })).not.toHaveProperty(
      'effort',
    );
  });

  it('without what is not set have no such keys', () => {
    expect(withoutUndefined({ a: undefined, b: null, c: '' })).toEqual({ b: null, c: '' });
  });
});
