import type { Actor } from 'xstate';
import type { TurnsEffect, TurnsEvent, TurnsMachine } from '../../machines/index.js';
import type { ApprovalRequested, CodexFact } from '../domain/ports/codex.js';
import { layApproval } from './agent-approvals.js';
import type { AgentEvents, AgentParts } from './agent-parts.js';
import { hearsTurn, placeOf, turnEventOf } from './agent-rules.js';
import { AgentThread } from './agent-thread.js';
import type { TurnWatcher } from './api.js';
import type { OpeningPlan } from './opening.js';
import type { Slot } from './slots.js';
import { checkTurn } from './turn-check.js';
import { TurnRecord } from './turn-record.js';
import { turnsActor } from './turns-actor.js';

const NOTHING = () => undefined;

/** One session at work: its queue of turns, and the thread they run on. */
export class Agent {
  readonly agentId: string;
  readonly identity: string;
  readonly thread: AgentThread;
  readonly #parts: AgentParts;
  readonly #events: AgentEvents;
  readonly #actor: Actor<TurnsMachine>;
  readonly #turns = new Map<string, TurnRecord>();
  readonly #closed: Promise<void>;
  #slot: Slot | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    { agentId, identity }: { readonly agentId: string; readonly identity: string },
    plan: OpeningPlan,
    parts: AgentParts,
    events: AgentEvents,
  ) {
    this.agentId = agentId;
    this.identity = identity;
    this.#parts = parts;
    this.#events = events;
    this.thread = new AgentThread(parts.host, plan, {
      // told before anything of the thread is heard
      opened: (thread) => this.#current?.tellOpened(thread),
      hear: (fact) => this.#hear(fact),
      bind: events.opened,
    });
    this.#actor = turnsActor(agentId, parts);
    this.#actor.on('*', (effect) => this.#do(effect));
    this.#closed = new Promise((resolve) => {
      this.#actor.subscribe({ complete: () => resolve(events.gone()) });
    });
    this.#actor.subscribe(() => {
      this.#current?.tellProgress();
      parts.signals.agent(agentId);
    });
    this.#actor.start();
  }

  /** Nothing runs, and nothing waits. */
  get isIdle(): boolean {
    return this.#actor.getSnapshot().matches('idle');
  }

  /** The same, or it is over. */
  get isDone(): boolean {
    return this.#current === undefined && this.queued === 0;
  }

  get isClosing(): boolean {
    return this.#actor.getSnapshot().matches('closing');
  }

  /** The turn that runs, or is next to. */
  get current(): TurnRecord | undefined {
    return this.#current;
  }

  get queued(): number {
    return this.#actor.getSnapshot().context.queue.length;
  }

  submit(prompt: string, watcher: TurnWatcher, predecessor: TurnRecord['predecessor']): TurnRecord {
    const { nextTicket, now } = this.#parts;
    const { agentId, identity } = this;
    const turn = new TurnRecord(nextTicket(), prompt, {
      ...{ agentId, identity, predecessor, now },
      threadId: () => this.thread.threadId,
      subject: () => this.thread.subject,
      place: (ticket) => placeOf(ticket, this.#actor.getSnapshot(), this.#slot),
      cancel: (ticket) => this.cancel(ticket, 'cancelled'),
    });
    turn.watch(watcher);
    this.#turns.set(turn.ticket, turn);
    this.#actor.send({ type: 'turn.submit', ticket: turn.ticket });
    return turn;
  }

  cancel(ticket: string, reason: 'cancelled' | 'shutdown' | 'timeout'): void {
    this.#actor.send({ type: 'turn.cancel', ticket, reason });
  }

  /** Interrupts all that runs and waits: the house is closing. */
  cancelAll(): void {
    const { queue, current } = this.#actor.getSnapshot().context;
    for (const ticket of [...queue, ...(current ? [current.ticket] : [])]) {
      this.cancel(ticket, 'shutdown');
    }
  }

  /** Closes: resolves when nothing of it is left at Codex. */
  close(): Promise<void> {
    this.#actor.send({ type: 'session.close' });
    this.#parts.desk.clear(this.agentId, { decision: 'cancel' });
    return this.#closed;
  }

  /** The backend is gone, and all that ran with it. */
  lose(cause: unknown): void {
    this.#actor.send({ type: 'backend.lost', cause });
    this.#parts.desk.clear(this.agentId, { decision: 'cancel' });
  }

  /** Puts an idle session aside: Codex tells no more of its thread. */
  async park(): Promise<void> {
    this.#actor.stop();
    await this.thread.leave();
  }

  get #current(): TurnRecord | undefined {
    const { current } = this.#actor.getSnapshot().context;
    return current === null ? undefined : this.#turns.get(current.ticket);
  }

  #do(effect: TurnsEffect): void {
    switch (effect.type) {
      case 'slot.request':
        this.#events.began();
        this.#slot = this.#parts.slots.request(() => this.#actor.send({ type: 'slot.granted' }));
        return;
      case 'slot.release':
        clearTimeout(this.#timer);
        this.#slot?.release();
        return;
      case 'thread.open':
        // here, and not while it waits for its place
        this.#startTimer();
        return this.#answer(effect.ticket, this.thread.open(), (opened) => {
          const turn = this.#turns.get(effect.ticket);
          turn?.tellOpened(opened);
          turn?.tellReady(opened);
          return { type: 'thread.opened' };
        });
      case 'turn.start':
        // the fact, not the answer, names the turn: it is told in the order Codex wrote
        return this.#answer(effect.ticket, this.#start(effect.ticket), NOTHING, 'turn.refused');
      case 'turn.interrupt':
        return void this.thread.interrupt();
      case 'turn.check':
        return this.#check(effect.turnId);
      case 'turn.settle':
        return this.#settle(effect);
      case 'session.free':
        return void this.thread
          .free(this.#parts.archivesOnClose)
          .then(() => this.#actor.send({ type: 'session.freed' }));
    }
  }

  /** Sends the machine what came of an effect, unless its turn is over by then. */
  #answer<T>(
    ticket: string,
    work: Promise<T>,
    onDone: (value: T) => TurnsEvent | undefined,
    onFailed: 'thread.refused' | 'turn.refused' = 'thread.refused',
  ): void {
    work
      .then(onDone, (cause: unknown): TurnsEvent => ({ type: onFailed, cause }))
      .then((event) => {
        const isOver = this.#current?.ticket !== ticket;
        if (event !== undefined && !isOver) this.#actor.send(event);
      });
  }

  #start(ticket: string): Promise<void> {
    return this.thread.startTurn(this.#turns.get(ticket)?.prompt ?? '');
  }

  #startTimer(): void {
    const { turnTimeoutMs } = this.#parts;
    clearTimeout(this.#timer);
    if (turnTimeoutMs === null) return;
    this.#timer = setTimeout(() => {
      const ticket = this.#current?.ticket;
      if (ticket !== undefined) this.cancel(ticket, 'timeout');
    }, turnTimeoutMs);
  }

  #check(turnId: string | null): void {
    const turn = this.#current;
    const { patience } = this.#parts;
    void checkTurn(this.thread, turnId, turn, patience).then((event) => {
      // it may have ended meanwhile, and another one begun
      if (this.#current === turn) this.#actor.send(event);
    });
  }

  #settle({ ticket, verdict, wasCurrent }: Extract<TurnsEffect, { type: 'turn.settle' }>): void {
    const turn = this.#turns.get(ticket);
    if (turn === undefined) return;
    this.#turns.delete(ticket);
    const { since } = turn;
    const { turnId } = verdict;
    // those of a turn that is over wait for nobody
    if (wasCurrent) this.#parts.desk.clear(this.agentId, { decision: 'decline' });
    if (verdict.type === 'interrupted' && turnId !== null) void this.thread.clean();
    const end = turn.endOf(verdict);
    void Promise.resolve(this.#events.ended({ end, turnId, wasCurrent, since })).finally(() =>
      turn.settle(end, !this.thread.hasTurns),
    );
  }

  #hear(fact: CodexFact): void {
    if (fact.type === 'approval.requested') return this.#lay(fact);
    if (fact.type === 'approval.resolved') {
      return this.#parts.desk.withdraw(fact.threadId, fact.requestId);
    }
    const turn = this.#current;
    if (turn !== undefined && hearsTurn(this.#actor.getSnapshot(), fact)) {
      turn.hear(fact);
      if (fact.type === 'activity.changed') this.#parts.signals.agent(this.agentId);
      if (fact.type === 'turn.started') this.#events.named(fact.turnId);
    }
    const event = turnEventOf(fact);
    if (event !== undefined) {
      this.thread.heard(fact);
      this.#actor.send(event);
    }
  }

  #lay(request: ApprovalRequested): void {
    const { host, desk } = this.#parts;
    layApproval(request, {
      desk,
      backend: host.current,
      agentId: this.agentId,
      turn: this.isClosing ? undefined : this.#current,
      turnId: this.#actor.getSnapshot().context.current?.turnId ?? null,
      tell: (event) => this.#actor.send(event),
    });
  }
}
