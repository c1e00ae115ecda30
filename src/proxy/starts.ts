import { randomUUID } from 'node:crypto';
import { GENERATED_NAME, type SessionRecord } from '../domain/index.js';
import { nameArgument } from '../runtime/arguments.js';
import { Serial } from '../runtime/durable/serial.js';
import type { DurableSessions, RegisterRequest } from '../runtime/index.js';
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
import { folderNamed } from './folders.js';
import { gitContextOf } from './git-context.js';
import type { OpeningPlan } from './opening.js';
import { type ServicePolicy, settingsOf } from './policy.js';
import { closedSession, invalid, RefusedError, refused, threadHeld } from './refusals.js';
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
  /** By thread: until one is bound, nobody finds its session by it. */
  readonly #adoptions = new Serial();

  constructor(options: StartsOptions) {
    this.#options = options;
  }

  async start(request: StartRequest, watcher: TurnWatcher): Promise<Outcome<Turn>> {
    if (request.agentId !== undefined && request.fork !== undefined) {
      return refused(invalid('agent_id and fork exclude each other; fork makes a new session'));
    }
    const sourced = await withAgentFile(request);
    if (!sourced.ok) return sourced;
    const { agentId } = request;
    return agentId === undefined
      ? this.#begin(sourced.value, watcher)
      : this.#resume(sourced.value, agentId, watcher);
  }

  async reply(request: ReplyRequest, watcher: TurnWatcher): Promise<Outcome<Turn>> {
    const record = await this.#options.finder.locate(request);
    return record === undefined && 'threadId' in request
      ? this.#adoptOnce(request, watcher)
      : this.#goOn(request, record, watcher);
  }

  async #goOn(
    request: ReplyRequest,
    record: SessionRecord | undefined,
    watcher: TurnWatcher,
  ): Promise<Outcome<Turn>> {
    const { roster, sessions } = this.#options;
    const agentId = record?.agentId ?? ('agentId' in request ? request.agentId : '');
    if (record?.status === 'closed') return refused(closedSession(agentId));
    const turn = await roster.wake(agentId, { reopens: false, changes: {} }, (agent) =>
      agent.submit(request.prompt, watcher, null),
    );
    if (turn.ok) return turn;
    // a live session of another process
    const { owner } = turn.refusal;
    const threadId = 'threadId' in request ? request.threadId : record?.threadId;
    if (owner === undefined || !threadId) return turn;
    const foreign = (await sessions.foreign()).find((one) => one.record.agentId === agentId);
    return refused(threadHeld(threadId, foreign?.owner ?? owner));
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
    return roster.enlist(this.#registration(request, settings), plan, (agent) =>
      agent.submit(request.prompt, watcher, predecessor),
    );
  }

  async #resume(
    { prompt, settings, identity, tag, agentFile }: StartRequest,
    agentId: string,
    watcher: TurnWatcher,
  ): Promise<Outcome<Turn>> {
    const { roster, sessions } = this.#options;
    // what is refused here must not have resumed anything
    if (tag !== undefined) nameArgument('tag', tag);
    return roster.wake(agentId, { identity, reopens: true, changes: settings }, (agent) => {
      if (tag !== undefined) sessions.supervisor.setTag(agentId, tag);
      if (agentFile !== undefined) sessions.supervisor.setAgentSource(agentId, agentFile);
      return agent.submit(prompt, watcher, null);
    });
  }

  /** Of several at once, one adopts the thread; the others go on with the session it has then. */
  #adoptOnce(request: ThreadReply, watcher: TurnWatcher): Promise<Outcome<Turn>> {
    return new Promise((resolve, reject) => {
      const adoption = this.#adoptions.run([request.threadId], async () => {
        const record = await this.#options.finder.locate(request);
        if (record !== undefined) return resolve(this.#goOn(request, record, watcher));
        const turn = await this.#adopt(request, watcher);
        resolve(turn);
        if (turn.ok) await turn.value.opened;
      });
      adoption.catch(reject);
    });
  }

  /** A thread that no session of ours has: written by an older server, or in a terminal. */
  async #adopt({ threadId, prompt }: ThreadReply, watcher: TurnWatcher): Promise<Outcome<Turn>> {
    const { roster } = this.#options;
    const registration = this.#registration({}, {});
    const plan: OpeningPlan = {
      ...{ type: 'resume', threadId, memory: undefined },
      ...{ changes: {}, unarchives: false },
    };
    return roster.enlist(registration, plan, (agent) => agent.submit(prompt, watcher, null));
  }

  /** What a copy starts from: a thread, and the settings its session had. */
  async #sourceOf(fork: string) {
    const { finder } = this.#options;
    const record =
      (await finder.locate({ agentId: fork })) ?? (await finder.locate({ threadId: fork }));
    if (record === undefined && !UUID.test(fork)) throw new RefusedError(noSource(fork));
    const memory = record && rememberedBy(record);
    const settings: SessionSettings = memory ? resumeSettings(memory) : UNKNOWN_THREAD;
    return { threadId: record?.threadId ?? fork, settings };
  }

  #registration(
    { identity, tag, agentFile }: Pick<StartRequest, 'identity' | 'tag' | 'agentFile'>,
    settings: SessionSettings,
  ): RegisterRequest {
    const cwd = folderNamed(settings.cwd ?? '.');
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

type ThreadReply = Extract<ReplyRequest, { readonly threadId: string }>;

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

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const noSource = (fork: string) =>
  invalid(
    `fork must be a thread id or an agent id that is known; '${fork.slice(0, 80)}' is neither`,
  );
