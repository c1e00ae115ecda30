import { isJsonObject, type Json, type JsonObject } from '../../domain/index.js';
import type { SessionSettings, StartRequest } from '../../proxy/api.js';
import { argumentsOf, type Fields, readFields } from './fields.js';
import { type Parsed, taken, wrong } from './parsed.js';
import { promptFault } from './prompt.js';
import { flag, map, missingField, oneOf, STRICT, text } from './serde.js';

/** A call of `codex`. */
export interface CodexCall {
  readonly request: StartRequest;
  /** Whether the call lasts until the turn has ended. */
  readonly wait: boolean;
}

export const PARSE_FAILURE = 'Failed to parse configuration for Codex tool: ';

/** The old nine in the order the old server lists them, then ours. */
const SHAPE = {
  prompt: text,
  model: text,
  cwd: text,
  'approval-policy': oneOf('on-request', 'never'),
  sandbox: oneOf('read-only', 'workspace-write', 'danger-full-access'),
  config: map,
  'base-instructions': text,
  'developer-instructions': text,
  'compact-prompt': text,
  identity: text,
  agent_id: text,
  agent_file: text,
  tag: text,
  wait: flag,
  fork: text,
};

/**
 * Reads the arguments of `codex`. What is wrong is told letter for letter as `codex mcp-server`
 * 0.153.4 did, the list of known fields excepted, which ends with ours.
 */
export function parseCodex(given: unknown): Parsed<CodexCall> {
  const object = argumentsOf(given);
  if (!object.ok) return object;
  if (object.value === undefined) {
    return wrong('Missing arguments for codex tool-call; the `prompt` field is required.');
  }
  const read = readFields(object.value, SHAPE, STRICT, ['prompt']);
  if ('fault' in read) return wrong(PARSE_FAILURE + read.fault);
  const { prompt, wait = true } = read.value;
  if (prompt === undefined) return wrong(PARSE_FAILURE + missingField('prompt'));
  const fault = promptFault(prompt);
  if (fault !== undefined) return wrong(fault);
  return taken({ request: requestOf(prompt, read.value), wait });
}

function requestOf(prompt: string, fields: Fields<typeof SHAPE>): StartRequest {
  return {
    prompt,
    settings: settingsOf(fields),
    ...given('identity', fields.identity),
    ...given('agentId', fields.agent_id),
    ...given('fork', fields.fork),
    ...given('tag', fields.tag),
    ...given('agentFile', fields.agent_file),
  };
}

function settingsOf(fields: Fields<typeof SHAPE>): SessionSettings {
  return {
    ...given('cwd', fields.cwd),
    ...given('model', fields.model),
    ...given('sandbox', fields.sandbox),
    ...given('approvalPolicy', fields['approval-policy']),
    ...given('baseInstructions', fields['base-instructions']),
    ...given('developerInstructions', fields['developer-instructions']),
    ...given('compactPrompt', fields['compact-prompt']),
    ...given('config', fields.config && withoutNulls(fields.config)),
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

/** A null in `config` meant unset; app-server (0.169.0) can fail on it. */
function withoutNulls(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, cleaned(value)]));
}

function cleaned(value: Json): Json {
  if (Array.isArray(value)) return value.map(cleaned);
  return isJsonObject(value) ? withoutNulls(value) : value;
}
