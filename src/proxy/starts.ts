import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { GENERATED_NAME, type SessionRecord } from '../domain/index.js';
import type { DurableSessions, RegisterRequest } from '../runtime/index.js';
import type { Agent } from './agent.js';
import { readAgentFile } from './agent-file.js';
import type {
  Outcome,
  ReplyRequest,
  SessionSettings,
  StartRequest,
  Turn,
  TurnWatcher,
} from './api.js';
import type { Finder } from './finder.js';
import { gitContextOf } from './git-context.js';
import type { OpeningPlan } from './opening.js';
import { type ServicePolicy, settingsOf } from './policy.js';
import { closedSession, refused, threadHeld } from './refusals.js';
import type { Roster } from './roster.js';
import { rememberedBy, resumeSettings, UNKNOWN_THREAD } from './settings.js';

export interface StartsOptions {
  readonly sessions: DurableSessions;
  readonly team: string;
  readonly policy: ServicePolicy;
  readonly roster: Roster;
  readonly finder: Finder;
}

/** How prompts come to sessions: new ones, copies, and those that are there already. */
export class Starts {
  readonly #options: StartsOptions;

  constructor(options: StartsOptions) {
    this.#options = options;
  }

  async start(request: StartRequest, watcher: TurnWatcher): Promise<Outcome<Turn>> {
    const sourced = await withAgentFile(request);
    if (!sourced.ok) return sourced;
    const { agentId } = request;
    return agentId === undefined
      ? this.#begin(sourced.value, watcher)
      : this.#resume(sourced.value, agentId, watcher);
  }

  async reply(request: ReplyRequest, watcher: TurnWatcher): Promise<Outcome<Turn>> {
    const { finder, roster, sessions } = this.#options;
    const record = await finder.locate(request);
    if (record === undefined && 'threadId' in request) return this.#adopt(request, watcher);
    const agentId = record?.agentId ?? ('agentId' in request ? request.agentId : '');
    if (record?.status === 'closed') return refused(closedSession(agentId));
    const agent = await roster.wake(agentId, { reopens: false, changes: {} });
    if (agent.ok) return submitted(agent.value, request.prompt, watcher);
    // a live session of another process
    const { owner } = agent.refusal;
    if (owner === undefined || !('threadId' in request)) return agent;
    const foreign = (await sessions.foreign()).find((one) => one.record.agentId === agentId);
    return refused(threadHeld(request.threadId, foreign?.owner ?? owner));
  }

  async #begin(request: StartRequest, watcher: TurnWatcher): Promise<Outcome<Turn>> {
    const { roster, policy, sessions } = this.#options;
    const { identity, fork } = request;
    const source = fork === undefined ? undefined : await this.#sourceOf(fork);
    const given = { ...source?.settings, ...request.settings };
    const settings = settingsOf(given, identity, policy);
    const claim = { identity, rule: policy.rights };
    const plan: OpeningPlan =
      source === undefined
        ? { type: 'start', settings, claim }
        : { type: 'fork', threadId: source.threadId, settings, claim };
    const predecessor = identity === undefined ? null : predecessorOf(sessions, identity);
    const agent = await roster.enlist(this.#registration(request, settings), plan);
    return agent.ok ? submitted(agent.value, request.prompt, watcher, predecessor) : agent;
  }

  async #resume(
    { prompt, settings, identity, tag, agentFile }: StartRequest,
    agentId: string,
    watcher: TurnWatcher,
  ): Promise<Outcome<Turn>> {
    const { roster, sessions } = this.#options;
    const agent = await roster.wake(agentId, { identity, reopens: true, changes: settings });
    if (!agent.ok) return agent;
    if (tag !== undefined) sessions.supervisor.setTag(agentId, tag);
    if (agentFile !== undefined) sessions.supervisor.setAgentSource(agentId, agentFile);
    return submitted(agent.value, prompt, watcher);
  }

  /** A thread that no session of ours has: written by an older server, or in a terminal. */
  async #adopt(
    { threadId, prompt }: { readonly threadId: string; readonly prompt: string },
    watcher: TurnWatcher,
  ): Promise<Outcome<Turn>> {
    const { roster } = this.#options;
    const registration = this.#registration({}, {});
    const plan: OpeningPlan = {
      ...{ type: 'resume', threadId, memory: undefined },
      ...{ changes: {}, unarchives: false },
    };
    const agent = await roster.enlist(registration, plan);
    return agent.ok ? submitted(agent.value, prompt, watcher) : agent;
  }

  /** What a copy starts from: a thread, and the settings its session had. */
  async #sourceOf(fork: string) {
    const { finder } = this.#options;
    const record =
      (await finder.locate({ agentId: fork })) ?? (await finder.locate({ threadId: fork }));
    const memory = record && rememberedBy(record);
    const settings: SessionSettings = memory ? resumeSettings(memory) : UNKNOWN_THREAD;
    return { threadId: record?.threadId ?? fork, settings };
  }

  #registration(
    { identity, tag, agentFile }: Pick<StartRequest, 'identity' | 'tag' | 'agentFile'>,
    settings: SessionSettings,
  ): RegisterRequest {
    const cwd = resolve(settings.cwd ?? '.');
    return {
      identity: identity ?? `codex-${randomUUID().slice(0, 8)}`,
      team: this.#options.team,
      cwd,
      ...gitContextOf(cwd),
      tag,
      agentSource: agentFile,
      ...(identity === undefined && { extra: { [GENERATED_NAME]: true } }),
    };
  }
}

function submitted(
  agent: Agent,
  prompt: string,
  watcher: TurnWatcher,
  predecessor: SessionRecord | null = null,
): Outcome<Turn> {
  return { ok: true, value: agent.submit(prompt, watcher, predecessor) };
}

/** The session of a name that could be resumed: the one used last. */
function predecessorOf({ supervisor }: DurableSessions, identity: string): SessionRecord | null {
  const stale = supervisor.list({ identity, status: 'stale' });
  const byUse = stale.sort((one, other) => one.lastActive.localeCompare(other.lastActive));
  return byUse.at(-1) ?? null;
}

/** The text of an agent file says who the agent is: it goes before what the caller tells it. */
async function withAgentFile(request: StartRequest): Promise<Outcome<StartRequest>> {
  const { agentFile, settings } = request;
  if (agentFile === undefined) return { ok: true, value: request };
  const file = await readAgentFile(agentFile);
  if (!file.ok) return file;
  const { path, text } = file.value;
  const { developerInstructions } = settings;
  const whole = [text, developerInstructions].filter((part) => part !== undefined).join('\n\n');
  return {
    ok: true,
    value: {
      ...request,
      agentFile: path,
      settings: { ...settings, developerInstructions: whole },
    },
  };
}
