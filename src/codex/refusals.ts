import { type RefusalKind, RequestRefusedError } from '../domain/codex-errors.js';
import { isJsonObject, ownField } from '../domain/json.js';

const BAD_CONFIGURATION = /^(?:failed to load configuration|invalid configuration): /;

/** What a sentence of Codex means (0.169.0). The code tells nothing: it is -32600 for all of them. */
const SENTENCES: readonly (readonly [RegExp, RefusalKind])[] = [
  [/already has an active writer/, 'thread_held'],
  [/^(?:no rollout found|thread not found|thread not loaded)\b/, 'thread_not_found'],
  [/^session \S+ is archived\b/, 'thread_archived'],
  [BAD_CONFIGURATION, 'bad_configuration'],
];

/** Makes the error of a refusal: the `error` member of an answer. */
export function refusalOf(method: string, error: unknown): RequestRefusedError {
  const { code, message, data } = isJsonObject(error) ? error : {};
  const sentence = typeof message === 'string' ? message : 'no reason given';
  const kind = refusalKindOf(sentence, data);
  const reason = kind === 'bad_configuration' ? sentence.replace(BAD_CONFIGURATION, '') : sentence;
  return new RequestRefusedError(method, typeof code === 'number' ? code : 0, reason, data, kind);
}

/**
 * Tells what a refusal means.
 *
 * @param sentence Codex' own.
 * @param data whatever Codex added.
 */
export function refusalKindOf(sentence: string, data?: unknown): RefusalKind {
  if (isJsonObject(data) && ownField(data, 'input_error_code') === 'input_too_large') {
    return 'input_too_large';
  }
  return SENTENCES.find(([pattern]) => pattern.test(sentence))?.[1] ?? 'other';
}
