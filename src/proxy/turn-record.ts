import type { TurnVerdict } from '../../machines/index.js';
import type { SessionRecord } from '../domain/index.js';
import type { CodexFact, OpenThread } from '../domain/ports/codex.js';
import { isolated } from '../runtime/isolation.js';
import type { OpenApproval, Turn, TurnEnd, TurnProgress, TurnState, TurnWatcher } from './api.js';
import { closedSession, refusalOf } from './refusals.js';

/** The longest partial answer that is kept for an interrupted turn, in characters. */
const MAX_PARTIAL_LENGTH = 1_000_000;

/** What a turn asks its session. */
export interface TurnSurroundings {
  readonly agentId: string;
  readonly identity: string;
  readonly predecessor: SessionRecord | null;
  readonly now: () => number;
  readonly threadId: () => string | null;
  /** The thread a refusal is about. */
  readonly subject: () => string | null;
  readonly place: (ticket: string) => { readonly state: TurnState; readonly before: number };
  readonly cancel: (ticket: string) => void;
}

/** A turn as its callers see it, and what is known of it so far. */
export class TurnRecord implements Turn {
  readonly ticket: string;
  readonly prompt: string;
  readonly predecessor: SessionRecord | null;
  readonly opened: Promise<string | null>;
  readonly ended: Promise<TurnEnd>;
  /** When it was asked for, in milliseconds since 1970. */
  readonly since: number;
  readonly #around: TurnSurroundings;
  readonly #watchers = new Set<TurnWatcher>();
  readonly #approvals = new Map<string, OpenApproval>();
  #open: (threadId: string | null) => void = () => {};
  #end: (end: TurnEnd) => void = () => {};
  #isOpen = false;
  #isGone = false;
  #activity = '';
  #partial = '';
  #lastError: string | null = null;
  #lastHeard: number;

  constructor(ticket: string, prompt: string, around: TurnSurroundings) {
    this.ticket = ticket;
    this.prompt = prompt;
    this.predecessor = around.predecessor;
    this.#around = around;
    this.since = around.now();
    this.#lastHeard = this.since;
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get agentId(): string {
    return this.#around.agentId;
  }

  get identity(): string {
    return this.#around.identity;
  }

  get threadId(): string | null {
    return this.#isGone ? null : this.#around.threadId();
  }

  get progress(): TurnProgress {
    const { state, before } = this.#around.place(this.ticket);
    const elapsedMs = this.#around.now() - this.since;
    return { state, before, elapsedMs, activity: state === 'running' ? this.#activity : '' };
  }

  get approvals(): readonly OpenApproval[] {
    return [...this.#approvals.values()];
  }

  /** Since anything was heard of it, in milliseconds. */
  get silentMs(): number {
    return this.#around.now() - this.#lastHeard;
  }

  /** Codex' sentence about the last error it told, if it did not go on after it. */
  get lastError(): string | null {
    return this.#lastError;
  }

  watch(watcher: TurnWatcher): () => void {
    const heard = isolatedWatcher(watcher);
    this.#watchers.add(heard);
    for (const approval of this.#approvals.values()) heard.asked?.(approval);
    return () => this.#watchers.delete(heard);
  }

  cancel(): void {
    this.#around.cancel(this.ticket);
  }

  // ── told by the session ───────────────────────────────────────────────────────────────────────

  tellOpened(thread: OpenThread): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    for (const { opened } of this.#watchers) opened?.(thread);
  }

  /** The thread is open, and that is on disk. */
  tellReady({ threadId }: OpenThread): void {
    this.#open(threadId);
  }

  tellProgress(): void {
    const { progress } = this;
    for (const { progressed } of this.#watchers) progressed?.(progress);
  }

  hear(fact: CodexFact): void {
    this.#lastHeard = this.#around.now();
    switch (fact.type) {
      case 'notified':
        for (const { notified } of this.#watchers) notified?.(fact);
        return;
      case 'message.delta':
        if (this.#partial.length < MAX_PARTIAL_LENGTH) this.#partial += fact.text;
        return;
      case 'message.completed':
        this.#partial = fact.text;
        return;
      case 'activity.changed':
        this.#lastError = null;
        this.#activity = fact.activity;
        return this.tellProgress();
      case 'turn.erred':
        if (!fact.willRetry) this.#lastError = fact.message;
        return;
    }
  }

  ask(approval: OpenApproval): void {
    this.#approvals.set(approval.approvalId, approval);
    for (const { asked } of this.#watchers) asked?.(approval);
  }

  settleApproval(approvalId: string): void {
    if (!this.#approvals.delete(approvalId)) return;
    for (const { settled } of this.#watchers) settled?.(approvalId);
  }

  /** @param isGone nothing is left of its session: nobody can go on with it. */
  settle(end: TurnEnd, isGone = false): void {
    this.#isGone = isGone;
    this.#watchers.clear();
    this.#open(null);
    this.#end(end);
  }

  endOf(verdict: TurnVerdict): TurnEnd {
    switch (verdict.type) {
      case 'completed':
      case 'failed':
        return verdict;
      case 'interrupted':
        return { ...verdict, text: this.#partial };
      case 'session_closed':
        return { type: 'refused', refusal: closedSession(this.agentId) };
      case 'refused':
        return {
          type: 'refused',
          refusal: refusalOf(verdict.cause, this.#around.subject() ?? undefined),
        };
    }
  }
}

/** What a watcher throws reaches neither the turn nor the other watchers. */
function isolatedWatcher(watcher: TurnWatcher): TurnWatcher {
  const role = 'a watcher of a turn';
  return {
    opened: isolated(role, (thread) => watcher.opened?.(thread)),
    notified: isolated(role, (notice) => watcher.notified?.(notice)),
    progressed: isolated(role, (progress) => watcher.progressed?.(progress)),
    asked: isolated(role, (approval) => watcher.asked?.(approval)),
    settled: isolated(role, (approvalId) => watcher.settled?.(approvalId)),
  };
}
