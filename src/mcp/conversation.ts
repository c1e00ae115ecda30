import { isJsonObject, type JsonObject, ownField } from '../domain/index.js';
import type { Notified, OpenThread } from '../domain/ports/codex.js';
import type { AgentService, OpenApproval, Turn, TurnProgress, TurnWatcher } from '../proxy/api.js';
import type { Caller, ClientLogWord } from './caller.js';
import { decisionOf } from './elicitation/answer.js';
import { elicitationParams } from './elicitation/params.js';
import { createOldEvents, type OldEvents } from './events/index.js';
import type { House } from './house.js';
import { createProgress, type Progress } from './progress.js';
import { progressMessage } from './progress-message.js';

/** One call that waits for a turn: what it tells its client, and what it asks. */
export class Conversation {
  readonly watcher: TurnWatcher;
  /** Resolves with an approval that the client has to be asked by ending the call. */
  readonly interrupted: Promise<OpenApproval>;
  readonly #house: House;
  readonly #caller: Caller;
  readonly #service: AgentService;
  readonly #asking = new Map<string, AbortController>();
  readonly #progress: Progress;
  #events: OldEvents | undefined;
  #turn: Turn | undefined;
  #state: TurnProgress['state'] | undefined;
  #interrupt: (approval: OpenApproval) => void = () => {};

  /** @param announces whether the old server told of the session's configuration in this call. */
  constructor(house: House, caller: Caller, service: AgentService, announces: boolean) {
    this.#house = house;
    this.#caller = caller;
    this.#service = service;
    this.interrupted = new Promise((resolve) => {
      this.#interrupt = resolve;
    });
    this.#progress = createProgress({
      token: caller.progressToken,
      send: (params) => caller.notify('notifications/progress', { ...params }),
      message: () => progressMessage(this.#turn?.progress ?? BEGINNING),
    });
    this.watcher = {
      opened: (thread) => this.#opened(thread, announces),
      notified: (notice) => this.#notified(notice),
      progressed: (progress) => this.#progressed(progress),
      asked: (approval) => this.#asked(approval),
      settled: (approvalId) => this.#asking.get(approvalId)?.abort(),
    };
  }

  /** The turn there is now. */
  follow(turn: Turn): void {
    this.#turn = turn;
    // a call that attaches to a turn on its way does not hear the thread being opened
    if (turn.threadId !== null) this.#begin(turn.threadId);
    this.#progress.changed();
  }

  /** Nothing is told or asked any more. */
  stop(): void {
    this.#progress.stop();
    for (const controller of this.#asking.values()) controller.abort();
  }

  #opened(thread: OpenThread, announces: boolean): void {
    const events = this.#begin(thread.threadId);
    if (announces) this.#tell(events?.opened(thread) ?? []);
  }

  #begin(threadId: string): OldEvents | undefined {
    if (this.#house.events) {
      this.#events ??= createOldEvents({ requestId: this.#caller.id, threadId });
    }
    return this.#events;
  }

  #notified(notice: Notified): void {
    this.#tell(this.#events?.notified(notice) ?? []);
    const level = LOGGED[notice.method];
    if (level !== undefined) this.#caller.log(level, saidIn(notice.params));
  }

  #progressed(progress: TurnProgress): void {
    this.#progress.changed();
    const isNews = progress.state !== this.#state;
    this.#state = progress.state;
    this.#caller.log(isNews ? 'info' : 'debug', progressMessage(progress));
  }

  #tell(events: ReturnType<OldEvents['notified']>): void {
    for (const event of events) void this.#caller.notify('codex/event', event);
  }

  #asked(approval: OpenApproval): void {
    const { era, canElicit } = this.#caller;
    this.#tell(this.#events?.asked(approval) ?? []);
    if (!canElicit || !this.#house.elicits) return this.#announce(approval);
    if (era === '2026') return this.#interrupt(approval);
    void this.#ask(approval);
  }

  /** The client cannot be asked: somebody has to come by themselves. */
  #announce({ approvalId, question }: OpenApproval): void {
    const how = `answer with agent_approve {"approval_id": "${approvalId}"}`;
    this.#caller.log('alert', `Codex waits for an approval: ${question}; ${how}`);
  }

  async #ask(approval: OpenApproval): Promise<void> {
    const { approvalId } = approval;
    const controller = new AbortController();
    this.#asking.set(approvalId, controller);
    const signal = AbortSignal.any([controller.signal, this.#caller.signal]);
    try {
      const params = elicitationParams(approval, this.#caller.id);
      const answer = await this.#caller.elicit(params, signal);
      this.#service.approve(approvalId, decisionOf(answer, approval));
    } catch {
      // an error is an answer, too, and the turn must not wait for another one
      if (!signal.aborted) this.#service.approve(approvalId, { decision: 'decline' });
    } finally {
      this.#asking.delete(approvalId);
    }
  }
}

/** What of Codex' own words is worth a line in the client's log. */
const LOGGED: Readonly<Record<string, ClientLogWord>> = {
  warning: 'warning',
  configWarning: 'warning',
  error: 'error',
};

function saidIn(params: JsonObject): string {
  const error = ownField(params, 'error');
  const said = isJsonObject(error) ? ownField(error, 'message') : ownField(params, 'message');
  return typeof said === 'string' ? said : String(ownField(params, 'summary') ?? '');
}

const BEGINNING = { state: 'opening', activity: '', elapsedMs: 0, before: 0 } as const;
