import { hasGeneratedName, type Refusal, type SessionRecord } from '../domain/index.js';
import { Serial } from '../runtime/durable/serial.js';
import type { RegisterRequest } from '../runtime/index.js';
import { Agent } from './agent.js';
import type { EndedTurn } from './agent-parts.js';
import { begin, reportsOf } from './agent-reports.js';
import type { Outcome } from './api.js';
import { changedBy, type OpeningPlan } from './opening.js';
import { within } from './patience.js';
import { checkNarrows } from './policy.js';
import { closedSession, ofSupervisor, RefusedError, refusalOf, refused } from './refusals.js';
import { pastOf, resumptionOf } from './resumption.js';
import { rightsOf } from './rights.js';
import { Room } from './room.js';
import type { RosterOptions, WakeOptions } from './roster-options.js';
import { closing, FACTS, named, opening, type Refused } from './roster-rules.js';
import { rememberedBy, THREAD } from './settings.js';

/**
 * The sessions at work: for each active session of the supervisor one agent, who comes when the
 * session is admitted and goes when it ends. What changes a session's standing runs one after
 * another, by agent id.
 */
export class Roster {
  readonly #options: RosterOptions;
  readonly #agents = new Map<string, Agent>();
  readonly #serial = new Serial();
  readonly #room: Room;

  constructor(options: RosterOptions) {
    this.#options = options;
    const { supervisor } = options.sessions;
    this.#room = new Room({
      isParkable({ agentId }) {
        const record = supervisor.get(agentId);
        return record !== undefined && hasGeneratedName(record);
      },
      park: (agent) => this.#park(agent),
    });
  }

  get agents(): Iterable<Agent> {
    return this.#agents.values();
  }

  get(agentId: string): Agent | undefined {
    return this.#agents.get(agentId);
  }

  /** Registers a new session, making room for it if need be, and gives it its work. */
  async enlist<T>(
    request: RegisterRequest,
    plan: OpeningPlan,
    give: (agent: Agent) => T,
  ): Promise<Outcome<T>> {
    const { sessions } = this.#options;
    const result = await this.#admit(() => sessions.register(request));
    if (!result.ok) return result;
    return { ok: true, value: give(this.#hire(result.value, plan, true)) };
  }

  /**
   * Gives work to the agent of a session: the one at work, or one that resumes it.
   *
   * @param give called in the tick in which the agent is found: a moment later it may be parked.
   */
  wake<T>(agentId: string, options: WakeOptions, give: (agent: Agent) => T): Promise<Outcome<T>> {
    const { supervisor } = this.#options.sessions;
    // not to wait for the end of the close, and open it again then
    if (this.#agents.get(agentId)?.isClosing) return Promise.resolve(refused(closing(agentId)));
    return this.#serial.run([agentId], async () => {
      const atWork = this.#agents.get(agentId);
      if (atWork?.isClosing) return refused(closing(agentId));
      if (atWork !== undefined) {
        const amended = this.#amended(atWork, options);
        return amended.ok ? { ok: true, value: give(amended.value) } : amended;
      }
      // what is active without anybody at work was left behind by a failure
      if (supervisor.get(agentId)?.status === 'active') supervisor.markLost(agentId);
      await this.#room.gone(agentId);
      return this.#resume(agentId, options, give);
    });
  }

  /** Closes a session, whatever it does; resolves when name and slot are free. */
  async close(agentId: string, timeoutMs: number): Promise<boolean> {
    // at once: no new turn is taken
    void this.#agents.get(agentId)?.close();
    return this.#serial.run([agentId], async () => {
      const agent = this.#agents.get(agentId);
      if (agent !== undefined) await this.#seeOff(agent, timeoutMs);
      else await this.#archive(agentId);
      return this.#options.sessions.close(agentId);
    });
  }

  /** Waits for all that Codex holds of it, but not for ever. */
  async #seeOff(agent: Agent, timeoutMs: number): Promise<void> {
    const left = agent.close();
    this.#room.leaves(agent.agentId, left);
    await within(timeoutMs, left);
    this.#dismiss(agent);
  }

  /** The thread of a session that is not at work may be loaded still: it was parked. */
  async #archive(agentId: string): Promise<void> {
    const { sessions, parts } = this.#options;
    const record = sessions.supervisor.get(agentId);
    if (record?.status !== 'stale' || record.threadId === null || !parts.archivesOnClose) return;
    if (rememberedBy(record)?.isOurs !== true) return;
    await parts.host.current?.archiveThread(record.threadId).catch(() => {});
  }

  /** The backend is gone: all active sessions are stale, and can be resumed. */
  loseAll(cause: unknown): void {
    const { supervisor } = this.#options.sessions;
    for (const agent of [...this.#agents.values()]) {
      supervisor.markLost(agent.agentId);
      agent.lose(cause);
      this.#dismiss(agent);
    }
  }

  /** Resolves when nothing that was begun is still under way. */
  idle(): Promise<void> {
    return this.#serial.idle();
  }

  /** What is to be different holds from the next turn on. */
  #amended(agent: Agent, { identity, changes }: WakeOptions): Outcome<Agent> {
    if (identity !== undefined && identity !== agent.identity) return refused(named(agent));
    if (Object.keys(changes).length === 0) return { ok: true, value: agent };
    const memory = agent.thread.amend((had) => {
      checkNarrows(changes, rightsOf(had));
      return changedBy(had, changes);
    });
    const { supervisor } = this.#options.sessions;
    if (memory === undefined) return refused(opening(agent));
    supervisor.annotate(agent.agentId, { [THREAD]: { ...memory } });
    return { ok: true, value: agent };
  }

  async #resume<T>(
    agentId: string,
    options: WakeOptions,
    give: (agent: Agent) => T,
  ): Promise<Outcome<T>> {
    const { sessions, rights: rule } = this.#options;
    const { identity, reopens, changes } = options;
    const past = pastOf(await sessions.locate({ agentId }), changes);
    const again = { reopen: reopens, ...(identity !== undefined && { identity }) };
    const result = await this.#admit(() => sessions.resume(agentId, again));
    if (!result.ok) {
      return result.refusal.code === 'session_closed' ? refused(closedSession(agentId)) : result;
    }
    const plan = resumptionOf(result.value, past, options, rule);
    return { ok: true, value: give(this.#hire(result.value, plan, false)) };
  }

  /** Where the maximum is reached, the idle session nobody named is put aside: the longest idle. */
  async #admit<T>(
    attempt: () => Promise<{ ok: true; value: T } | { ok: false; refusal: Refusal }>,
  ): Promise<Outcome<T>> {
    for (;;) {
      const result = await attempt();
      if (result.ok) return result;
      if (!(await this.#room.make(result.refusal))) return refused(ofSupervisor(result.refusal));
    }
  }

  /** From here on whoever wants the session waits, and resumes it. */
  #park(agent: Agent): Promise<boolean> {
    this.#dismiss(agent);
    return this.#serial.run([agent.agentId], async () => {
      await agent.park();
      return this.#options.sessions.park(agent.agentId);
    });
  }

  #hire(record: SessionRecord, plan: OpeningPlan, isNew: boolean): Agent {
    const agent: Agent = new Agent(record, plan, this.#options.parts, {
      ...reportsOf(this.#options.sessions, record),
      began: () => {
        this.#room.works(agent);
        begin(this.#options.sessions, record);
      },
      ended: (ended) => this.#ended(agent, ended, isNew),
      gone: () => this.#dismiss(agent),
    });
    this.#agents.set(agent.agentId, agent);
    return agent;
  }

  async #ended(agent: Agent, ended: EndedTurn, isNew: boolean): Promise<void> {
    const { sessions, parts, onEnded } = this.#options;
    const { agentId, thread } = agent;
    const { end, turnId } = ended;
    if (!ended.wasCurrent) return onEnded(agentId, ended);
    sessions.supervisor.report(agentId, { type: FACTS[end.type], ...(turnId && { turnId }) });
    if (end.type !== 'refused') parts.host.prove();
    onEnded(agentId, ended);
    if (this.#agents.get(agentId) !== agent || agent.isClosing) return;
    try {
      // who comes after it in the queue tries again
      if (isNew && !thread.hasTurns) await (agent.isDone && this.#abandon(agent));
      else if (end.type === 'refused' && !thread.isOpen) await this.#giveUp(agent, end);
      else if (agent.isIdle) this.#room.rests(agent);
    } catch (error) {
      parts.log('warn', 'a session could not be put away', {
        agentId,
        error: refusalOf(error).code,
      });
    }
  }

  /** A session that never had a turn leaves nothing: nobody was told of it. */
  async #abandon(agent: Agent): Promise<void> {
    const { sessions } = this.#options;
    const { agentId } = agent;
    const leaving = (async () => {
      await agent.close();
      await sessions.close(agentId);
      await sessions.forget(agentId);
    })();
    this.#room.leaves(agentId, leaving);
    await leaving;
  }

  /** Codex would not open the thread: the session is stale and idle, as it was. */
  async #giveUp(agent: Agent, { refusal: cause }: Refused): Promise<void> {
    agent.lose(new RefusedError(cause));
    this.#dismiss(agent);
    await this.#options.sessions.park(agent.agentId);
  }

  #dismiss(agent: Agent): void {
    this.#room.works(agent);
    const { host, signals } = this.#options.parts;
    if (this.#agents.get(agent.agentId) === agent) this.#agents.delete(agent.agentId);
    const { threadId } = agent.thread;
    if (threadId !== null) host.mailroom.leave(threadId);
    signals.agent(agent.agentId);
  }
}
