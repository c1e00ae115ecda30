import {
  ANNOTATIONS,
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  type SessionRecord,
} from '../domain/index.js';
import type {
  OpenThread,
  SandboxPolicy,
  ThreadSettings,
  TurnSettings,
} from '../domain/ports/codex.js';
import type { SessionSettings } from './api.js';
import { isApprovalPolicy, sandboxModeOf } from './rights.js';

/** Under this annotation a session keeps the settings of its thread. */
export const THREAD = 'thread';

/** Longer instructions are not kept, in characters: Codex restores its own (0.169.0). */
const MAX_KEPT_LENGTH = 32_768;

/** The largest configuration a session can bring, in characters of JSON: it has to be kept. */
export const MAX_CONFIG_LENGTH = 65_536;

/** The settings a session's thread had: what is sent again whenever it is resumed. */
export interface ThreadMemory {
  /** True: this proxy started the thread, so it may archive it. */
  readonly isOurs: boolean;
  readonly cwd: string;
  readonly model: string;
  readonly effort: string | null;
  readonly approvalPolicy: Json;
  readonly sandboxPolicy: SandboxPolicy;
  /** Instructions and configuration as they were given; instructions that are too long are not. */
  readonly given?: JsonObject;
}

/** What Codex would forget, or take from a configuration that may have changed since. */
export function memoryOf(
  open: OpenThread,
  { baseInstructions, developerInstructions, compactPrompt, config }: SessionSettings,
  isOurs: boolean,
): ThreadMemory {
  const { cwd, model, effort, approvalPolicy, sandboxPolicy } = open;
  const texts = { baseInstructions, developerInstructions, compactPrompt };
  const short = Object.entries(texts).filter(([, text]) => (text ?? '').length <= MAX_KEPT_LENGTH);
  const given = withoutUndefined({ ...Object.fromEntries(short), config });
  const kept = { isOurs, cwd, model, effort, approvalPolicy, sandboxPolicy };
  return Object.keys(given).length > 0 ? { ...kept, given } : kept;
}

/** Reads what a session remembers of its thread; undefined if it does not, or not whole. */
export function rememberedBy({ extra }: SessionRecord): ThreadMemory | undefined {
  const annotations = ownField(extra, ANNOTATIONS);
  const memory = isJsonObject(annotations) ? ownField(annotations, THREAD) : undefined;
  if (!isJsonObject(memory)) return undefined;
  const { isOurs, cwd, model, effort, approvalPolicy, sandboxPolicy, given } = memory;
  if (typeof cwd !== 'string' || typeof model !== 'string' || !isPolicy(sandboxPolicy)) {
    return undefined;
  }
  return {
    isOurs: isOurs === true,
    cwd,
    model,
    effort: typeof effort === 'string' ? effort : null,
    approvalPolicy: approvalPolicy ?? 'on-request',
    sandboxPolicy,
    ...(isJsonObject(given) && { given }),
  };
}

/** A thread nobody remembers anything of: it may look, and asks for everything else. */
export const UNKNOWN_THREAD = {
  sandbox: 'read-only',
  approvalPolicy: 'on-request',
} as const satisfies ThreadSettings;

/** The settings of a thread that is started: a compact prompt is a part of the configuration. */
export function threadSettings({
  compactPrompt,
  config,
  ...others
}: SessionSettings): ThreadSettings {
  const whole = compactPrompt === undefined ? config : { ...config, compact_prompt: compactPrompt };
  return whole === undefined ? others : { ...others, config: whole };
}

/**
 * The settings of a thread that is resumed: all of them, because a resume restores neither a
 * workspace-write sandbox nor, with a `config`, the model (codex 0.169.0).
 */
export function resumeSettings(memory: ThreadMemory): ThreadSettings {
  const { cwd, model, approvalPolicy, sandboxPolicy, given = {} } = memory;
  const sandbox = sandboxModeOf(sandboxPolicy);
  return {
    ...threadSettings(given as SessionSettings),
    cwd,
    model,
    ...(sandbox !== undefined && { sandbox }),
    ...(isApprovalPolicy(approvalPolicy) && { approvalPolicy }),
  };
}

/**
 * The same for the first turn after a resume: a thread that is still loaded ignores what is sent
 * with `thread/resume`, and a sandbox in full fits in no other request (codex 0.169.0).
 */
export function turnSettings(memory: ThreadMemory): TurnSettings {
  const { cwd, model, effort, approvalPolicy, sandboxPolicy } = memory;
  return { cwd, model, approvalPolicy, sandboxPolicy, ...(effort !== null && { effort }) };
}

function isPolicy(value: Json | undefined): value is SandboxPolicy {
  return isJsonObject(value) && typeof value.type === 'string';
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same without the keys that are not set. */
export function withoutUndefined<T extends object>(object: T): Defined<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
