import { describe, expect, it } from 'vitest';
import { refusalKindOf, refusalOf } from '../../../src/codex/refusals.js';

const id = '01a202e4-8138-78e1-a740-652c450b9023';

describe('what a refusal means', () => {
  it.each([
    ['H1: ', `thread ${id} already has an active writer`, 'thread_held'],
    ['', `no rollout found for thread id ${id}`, 'thread_not_found'],
    ['', `thread not found: ${id}`, 'thread_not_found'],
    ['', `thread not loaded: ${id}`, 'thread_not_found'],
    ['', `session ${id} is archived. Run \`codex unarchive ${id}\` to…`, 'thread_archived'],
    ['', 'failed to load configuration: Model provider `nope` not found', 'bad_configuration'],
    ['', `invalid thread id: invalid length: expected length 32`, 'other'],
    ['', 'No models are available. Set `model` explicitly', 'other'],
    ['', 'the tool said: thread not found: x', 'other'],
    ['', '', 'other'],
  ])('%s%s: %s', (_, sentence, kind) => {
    expect(refusalKindOf(sentence)).toBe(kind);
  });

  it('is read from the sentence, whatever the code', () => {
    for (const code of [-32600, -32603, 'x', undefined]) {
      const error = { code, message: `thread ${id} already has an active writer` };
      expect(refusalOf('thread/resume', error)).toMatchObject({ kind: 'thread_held' });
    }
  });

  it('an input that is too large: by what Codex added', () => {
    const message = 'Input exceeds the maximum length of 1048576 characters.';
    const data = { input_error_code: 'input_too_large', max_chars: 1048576 };
    const refusal = refusalOf('turn/start', { code: -32602, message, data });
    expect(refusal).toMatchObject({ kind: 'input_too_large', rpcCode: -32602, data });
    expect(refusalKindOf(message, { input_error_code: 'other' })).toBe('other');
    expect(refusalKindOf(message, 'input_too_large')).toBe('other');
  });

  it('a configuration that does not load: the reason is the rest of the sentence, to the letter', () => {
    const rest = 'invalid type: integer `5`, expected a string\nin `model`\n';
    const error = { code: -32600, message: `failed to load configuration: ${rest}` };
    expect(refusalOf('thread/start', error)).toMatchObject({
      kind: 'bad_configuration',
      reason: rest,
      message: `codex refused thread/start: ${rest}`,
    });
  });

  it.each([[null], ['no'], [{}], [{ code: '1', message: 7 }]])(
    'an error that is none (%j): a refusal without a reason',
    (error) => {
      expect(refusalOf('thread/start', error)).toMatchObject({
        kind: 'other',
        rpcCode: 0,
        reason: 'no reason given',
      });
    },
  );
});
