import { InvalidArgumentError, type JsonObject, RequestRefusedError } from '../domain/index.js';
import type {
  CodexBackend,
  OpenThread,
  SandboxMode,
  SandboxPolicy,
  ThreadSettings,
  TurnSettings,
} from '../domain/ports/codex.js';
import type { SessionSettings } from './api.js';
import { entitled, type RightsClaim } from './policy.js';
import { type CodexVersionQuirks, quirksOf } from './quirks.js';
import { isApprovalPolicy } from './rights.js';
import {
  MAX_CONFIG_LENGTH,
  memoryOf,
  resumeSettings,
  type ThreadMemory,
  threadSettings,
  turnSettings,
  UNKNOWN_THREAD,
} from './settings.js';
import { untrusting } from './trust.js';

/** How a session comes to its thread. */
export type OpeningPlan =
  | { readonly type: 'start'; readonly settings: SessionSettings; readonly claim: RightsClaim }
  | {
      readonly type: 'fork';
      readonly threadId: string;
      readonly settings: SessionSettings;
      readonly claim: RightsClaim;
    }
  | {
      readonly type: 'resume';
      readonly threadId: string;
      /** What the session remembers of it; nothing of a thread that others wrote. */
      readonly memory: ThreadMemory | undefined;
      /** What is to be different from now on: narrower rights, another model. */
      readonly changes: SessionSettings;
      /** Takes the thread out of Codex' archive if it is there. */
      readonly unarchives: boolean;
    };

/** An open thread, what to remember of it, and what its first turn has to say again. */
export interface Opening {
  readonly thread: OpenThread;
  readonly memory: ThreadMemory;
  readonly turn: TurnSettings;
}

/**
 * Opens a session's thread.
 *
 * @throws what the backend throws; InvalidArgumentError where this version of Codex cannot.
 */
export function openThread(backend: CodexBackend, plan: OpeningPlan): Promise<Opening> {
  return plan.type === 'resume' ? resume(backend, plan) : begin(backend, plan);
}

type Beginning = Exclude<OpeningPlan, { readonly type: 'resume' }>;
type Resumption = Extract<OpeningPlan, { readonly type: 'resume' }>;

async function begin(backend: CodexBackend, plan: Beginning): Promise<Opening> {
  const quirks = quirksOf(backend.version);
  const given = threadSettings(plan.settings);
  checkLength(given.config);
  if (given.config !== undefined && quirks.hangsOnThreadConfig) throw noThreadConfig(backend);
  const settled = await entitled(backend, given, plan.claim);
  const { settings, turn } = await beginning(backend, settled, quirks);
  const thread =
    plan.type === 'start'
      ? await backend.startThread(settings)
      : await backend.forkThread(plan.threadId, settings);
  const policy = turn.sandboxPolicy;
  const memory = memoryOf(thread, plan.settings, true);
  return { thread, memory: policy ? { ...memory, sandboxPolicy: policy } : memory, turn };
}

/** Leaves the user's trust in repositories alone, in the way this version of Codex allows. */
async function beginning(
  backend: CodexBackend,
  given: ThreadSettings,
  quirks: CodexVersionQuirks,
): Promise<{ readonly settings: ThreadSettings; readonly turn: TurnSettings }> {
  const untrusted = await untrusting(backend, given);
  if (untrusted === undefined) return { settings: given, turn: {} };
  if (!quirks.hangsOnThreadConfig) return { settings: untrusted, turn: {} };
  const mode = given.sandbox ?? (await backend.readConfiguration(given.cwd)).sandbox;
  // without one thread/start takes the configured sandbox, and trusts
  const settings = { ...given, sandbox: 'read-only' } as const;
  return { settings, turn: mode ? { sandboxPolicy: policyOf(mode) } : {} };
}

async function resume(backend: CodexBackend, plan: Resumption): Promise<Opening> {
  const { memory, changes } = plan;
  const before: ThreadSettings = memory === undefined ? UNKNOWN_THREAD : resumeSettings(memory);
  const settings = { ...before, ...threadSettings(changes) };
  if (settings.config !== undefined && quirksOf(backend.version).hangsOnThreadConfig) {
    throw noThreadConfig(backend);
  }
  const thread = await resumed(backend, plan, settings);
  const now = changedBy(memory ?? adopted(thread), changes);
  return { thread, memory: now, turn: turnSettings(now) };
}

async function resumed(
  backend: CodexBackend,
  { threadId, unarchives }: Resumption,
  settings: ThreadSettings,
): Promise<OpenThread> {
  try {
    return await backend.resumeThread(threadId, settings);
  } catch (error) {
    const isArchived = error instanceof RequestRefusedError && error.kind === 'thread_archived';
    if (!isArchived || !unarchives) throw error;
    await backend.unarchiveThread(threadId);
    return backend.resumeThread(threadId, settings);
  }
}

/** A thread that others wrote has our rights, not those Codex may have read for it. */
function adopted(thread: OpenThread): ThreadMemory {
  const { approvalPolicy, sandbox } = UNKNOWN_THREAD;
  const memory = memoryOf(thread, {}, false);
  return { ...memory, approvalPolicy, sandboxPolicy: policyOf(sandbox) };
}

/** What a session remembers once something is to be different. */
export function changedBy(memory: ThreadMemory, changes: SessionSettings): ThreadMemory {
  const { cwd, model, sandbox, approvalPolicy } = changes;
  const given = { ...memory.given, ...givenIn(changes) };
  return {
    ...memory,
    ...(cwd !== undefined && { cwd }),
    ...(model !== undefined && { model }),
    ...(sandbox !== undefined && { sandboxPolicy: policyOf(sandbox) }),
    ...(approvalPolicy !== undefined && isApprovalPolicy(approvalPolicy) && { approvalPolicy }),
    ...(Object.keys(given).length > 0 && { given }),
  };
}

function givenIn({
  baseInstructions,
  developerInstructions,
  compactPrompt,
  config,
}: SessionSettings) {
  return {
    ...(baseInstructions !== undefined && { baseInstructions }),
    ...(developerInstructions !== undefined && { developerInstructions }),
    ...(compactPrompt !== undefined && { compactPrompt }),
    ...(config !== undefined && { config }),
  };
}

const POLICIES: Readonly<Record<SandboxMode, SandboxPolicy>> = {
  'read-only': { type: 'readOnly', networkAccess: false },
  'workspace-write': {
    type: 'workspaceWrite',
    writableRoots: [],
    networkAccess: false,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
  },
  'danger-full-access': { type: 'dangerFullAccess' },
};

function policyOf(mode: SandboxMode): SandboxPolicy {
  return POLICIES[mode];
}

/** What a session cannot remember it would lose at its next restart, rights included. */
function checkLength(config: JsonObject | undefined): void {
  if (config === undefined || JSON.stringify(config).length <= MAX_CONFIG_LENGTH) return;
  const rule = `must be at most ${MAX_CONFIG_LENGTH} characters of JSON; put the rest into Codex' config.toml`;
  throw new InvalidArgumentError('config', rule);
}

function noThreadConfig({ version }: CodexBackend): InvalidArgumentError {
  const rule = `cannot be used with codex ${version}, which hangs then; update the Codex CLI, or leave it out`;
  return new InvalidArgumentError('config', rule);
}
