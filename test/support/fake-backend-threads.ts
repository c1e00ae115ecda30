import type {
  OpenThread,
  SandboxMode,
  SandboxPolicy,
  ThreadSettings,
  TurnSettings,
  TurnSummary,
} from '../../src/domain/ports/codex.js';
import { refusedByCodex } from './fake-backend-script.js';

export const POLICY_OF: Readonly<Record<SandboxMode, SandboxPolicy>> = {
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

/** A thread on the disk of a fake Codex; it survives the processes. */
export interface FakeThread {
  readonly threadId: string;
  /** What holds for it now. */
  open: OpenThread;
  /** The process that has it loaded. */
  loadedIn: object | null;
  isSubscribed: boolean;
  isArchived: boolean;
  /** A process that is none of ours has it. */
  isHeldElsewhere: boolean;
  running: string | null;
  /** Newest first. */
  turns: TurnSummary[];
}

const DEFAULTS = {
  cwd: '/tmp',
  model: 'gpt-fake',
  modelProvider: 'fake',
  effort: null,
  approvalPolicy: 'on-request',
  sandboxPolicy: POLICY_OF['read-only'],
};

/** The threads of a fake Codex, with the habits of codex 0.169.0. */
export class FakeThreads {
  readonly #threads = new Map<string, FakeThread>();

  get all(): readonly FakeThread[] {
    return [...this.#threads.values()];
  }

  start(settings: ThreadSettings, process: object, history: TurnSummary[] = []): OpenThread {
    const threadId = `thread-${this.#threads.size + 1}`;
    const open = {
      ...{ threadId, sessionId: threadId, path: `/home/.codex/${threadId}.jsonl` },
      ...DEFAULTS,
      ...said(settings),
    };
    this.#put({ threadId, open, loadedIn: process, turns: history });
    return open;
  }

  /** A thread that somebody else wrote, on the disk. */
  put(threadId: string, more: Partial<FakeThread> = {}): FakeThread {
    const open = { threadId, sessionId: threadId, path: null, ...DEFAULTS };
    const turns: TurnSummary[] = [summary('old-turn', { lastMessage: 'an old answer' })];
    return this.#put({ threadId, open, loadedIn: null, turns, ...more });
  }

  /** Its file is gone. */
  forget(threadId: string): void {
    this.#threads.delete(threadId);
  }

  at(threadId: string): FakeThread {
    const thread = this.#threads.get(threadId);
    if (thread === undefined) throw refusedByCodex('thread_not_found', `no ${threadId}`);
    return thread;
  }

  /** A thread that is loaded ignores the settings; a cold one forgets a workspace-write sandbox. */
  resume(threadId: string, settings: ThreadSettings, process: object): OpenThread {
    const thread = this.#threads.get(threadId);
    const isLoaded = thread?.loadedIn === process;
    if (thread === undefined || (thread.turns.length === 0 && !isLoaded)) {
      throw refusedByCodex('thread_not_found', `no rollout found for thread id ${threadId}`);
    }
    if (thread.isHeldElsewhere) {
      throw refusedByCodex('thread_held', `thread ${threadId} already has an active writer`);
    }
    if (thread.isArchived) {
      throw refusedByCodex('thread_archived', `session ${threadId} is archived`);
    }
    if (!isLoaded) thread.open = { ...thread.open, ...forgotten(thread.open), ...said(settings) };
    thread.loadedIn = process;
    thread.isSubscribed = true;
    return thread.open;
  }

  /** Takes what a turn says of its thread. */
  override(threadId: string, { sandboxPolicy, ...settings }: TurnSettings): OpenThread {
    const thread = this.at(threadId);
    thread.open = { ...thread.open, ...settings, ...(sandboxPolicy && { sandboxPolicy }) };
    return thread.open;
  }

  /** A process is gone: what ran in it was interrupted. */
  unload(process: object): void {
    for (const thread of this.#threads.values()) {
      if (thread.loadedIn !== process) continue;
      if (thread.running !== null) end(thread, { status: 'interrupted' });
      thread.loadedIn = null;
    }
  }

  #put(given: Pick<FakeThread, 'threadId' | 'open' | 'loadedIn' | 'turns'>): FakeThread {
    const thread: FakeThread = {
      ...{ isSubscribed: true, isArchived: false, isHeldElsewhere: false, running: null },
      ...given,
    };
    this.#threads.set(thread.threadId, thread);
    return thread;
  }
}

/** A turn begins on a thread. */
export function begin(thread: FakeThread, turnId: string): void {
  thread.running = turnId;
  thread.turns = [summary(turnId, { status: 'running' }), ...thread.turns];
}

/** The turn of a thread ends, in its history. */
export function end(thread: FakeThread, how: Partial<TurnSummary>): string {
  const turnId = thread.running;
  if (turnId === null) throw new Error(`no turn runs on ${thread.threadId}`);
  thread.running = null;
  thread.turns = thread.turns.map((turn) => (turn.turnId === turnId ? { ...turn, ...how } : turn));
  return turnId;
}

export function summary(turnId: string, more: Partial<TurnSummary> = {}): TurnSummary {
  return { turnId, status: 'completed', lastMessage: '', error: null, ...more };
}

function said({ cwd, model, sandbox, approvalPolicy }: ThreadSettings): Partial<OpenThread> {
  return {
    ...(cwd !== undefined && { cwd }),
    ...(model !== undefined && { model }),
    ...(approvalPolicy !== undefined && { approvalPolicy }),
    ...(sandbox !== undefined && { sandboxPolicy: POLICY_OF[sandbox] }),
  };
}

function forgotten({ sandboxPolicy }: OpenThread): Partial<OpenThread> {
  return sandboxPolicy.type === 'workspaceWrite'
    ? { sandboxPolicy: POLICY_OF['danger-full-access'] }
    : {};
}
