import { isJsonObject, type Json, type JsonObject } from '../domain/json.js';
import type { ThreadSettings } from '../domain/ports/codex.js';
import type { ThreadOptions } from './protocol/requests.js';

/**
 * The settings of a thread as Codex takes them. An absent setting is not sent, nor a null in
 * `config` (0.169.0 takes it for a value: `model: null` is a model it cannot find), nor a `config`
 * with nothing in it (on a resume any `config` makes Codex forget the model of the thread).
 */
export function threadOptions(settings: ThreadSettings = {}): ThreadOptions {
  const { config, ...options } = settings;
  const given = config && withoutNulls(config);
  return given === undefined || Object.keys(given).length === 0
    ? options
    : { ...options, config: given };
}

/** Copies an object without its null fields, at every depth; lists stay as they are. */
function withoutNulls(object: JsonObject): JsonObject {
  const fields = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(
    fields.map(([key, value]): [string, Json] => [
      key,
      isJsonObject(value) ? withoutNulls(value) : value,
    ]),
  );
}
