import { ProtocolError } from '../domain/codex-errors.js';
import type { Json } from '../domain/json.js';
import type {
  CodexConfiguration,
  OpenThread,
  SandboxMode,
  SandboxPolicy,
  TurnSummary,
} from '../domain/ports/codex.js';
import type { ClientRequests, ConfigurationLayer, OpenedThread } from './protocol/requests.js';
import { turnSummaryOf } from './turns.js';
import { fieldOf, itemsOf, nameOf, objectOf, textOf, type Unread } from './unread.js';

type ResultOf<Method extends keyof ClientRequests> = Unread<ClientRequests[Method]['result']>;

/**
 * Reads the answer of a request that opens a thread.
 *
 * @throws ProtocolError when it lacks what a thread must have.
 */
export function openThreadOf(result: Unread<OpenedThread>): OpenThread {
  const thread = fieldOf(result, 'thread');
  return {
    threadId: required(nameOf(fieldOf(thread, 'id')), 'the id of the thread'),
    sessionId: required(nameOf(fieldOf(thread, 'sessionId')), 'the id of the session'),
    path: nameOf(fieldOf(thread, 'path')) ?? null,
    cwd: required(nameOf(fieldOf(result, 'cwd')), 'the working directory'),
    model: required(nameOf(fieldOf(result, 'model')), 'the model'),
    modelProvider: required(nameOf(fieldOf(result, 'modelProvider')), 'the model provider'),
    effort: nameOf(fieldOf(result, 'reasoningEffort')) ?? null,
    approvalPolicy: jsonOf(fieldOf(result, 'approvalPolicy')),
    sandboxPolicy: required(sandboxOf(fieldOf(result, 'sandbox')), 'the sandbox'),
  };
}

/** Reads the id of the turn that `turn/start` started. */
export function startedTurnOf(result: ResultOf<'turn/start'>): string {
  return required(nameOf(fieldOf(fieldOf(result, 'turn'), 'id')), 'the id of the turn');
}

/** Reads the turns of a list; one without an id is left out. */
export function turnsOf(result: ResultOf<'thread/turns/list'>): readonly TurnSummary[] {
  return itemsOf(fieldOf(result, 'data')).flatMap((turn) => turnSummaryOf(turn) ?? []);
}

/** Tells whether a turn runs on the thread that was read. */
export function isActive(result: ResultOf<'thread/read'>): boolean {
  return nameOf(fieldOf(fieldOf(fieldOf(result, 'thread'), 'status'), 'type')) === 'active';
}

/** Reads the settings that hold where nobody says otherwise. */
export function configurationOf(result: ResultOf<'config/read'>): CodexConfiguration {
  const config = fieldOf(result, 'config');
  return {
    model: nameOf(fieldOf(config, 'model')) ?? null,
    sandbox: sandboxModeOf(nameOf(fieldOf(config, 'sandbox_mode'))),
    approvalPolicy: jsonOf(fieldOf(config, 'approval_policy')),
    hasPermissionProfile: (fieldOf(config, 'default_permissions') ?? null) !== null,
    projects: projectsOf(itemsOf(fieldOf(result, 'layers'))),
  };
}

/**
 * The folders with an entry of the user. The configuration as a whole has those of a repository's own
 * file, too (0.169.0, where the repository is trusted): nobody there speaks for the user.
 */
function projectsOf(layers: readonly Unread<ConfigurationLayer>[]): readonly string[] {
  const folders = layers
    .filter((layer) => textOf(fieldOf(fieldOf(layer, 'name'), 'type')) !== 'project')
    .flatMap((layer) => {
      const config = objectOf(fieldOf(layer, 'config'));
      return Object.keys(objectOf(config?.projects) ?? {});
    });
  return [...new Set(folders)];
}

/** Reads the version from how Codex names itself, `name/0.169.0 (...)`; null if it does not. */
export function versionOf(result: ResultOf<'initialize'>): string | null {
  const userAgent = nameOf(fieldOf(result, 'userAgent')) ?? '';
  return /\/(\d+\.\d+\.\d+\S*)/.exec(userAgent)?.[1] ?? null;
}

/** A value that is passed on as it is: whatever came of JSON text is JSON. */
function jsonOf(value: unknown): Json {
  return (value ?? null) as Json;
}

function sandboxOf(value: unknown): SandboxPolicy | undefined {
  const policy = objectOf(value);
  const type = policy?.type;
  return policy && typeof type === 'string' ? { ...policy, type } : undefined;
}

function sandboxModeOf(word: string | undefined): SandboxMode | null {
  return word === 'read-only' || word === 'workspace-write' || word === 'danger-full-access'
    ? word
    : null;
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ProtocolError(`codex answered without ${what}`);
  return value;
}
