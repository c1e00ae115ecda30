import { mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LineClient, startLines } from './mcp-lines.js';
import {
  type Answer,
  codexEvent,
  codexEventIn,
  codexEventTypes,
  type Fields,
  isNotification,
  type Message,
  type MessageId,
  of,
} from './mcp-messages.js';
import type { ServerCommand } from './mcp-process.js';
import {
  type Difference,
  differencesOf,
  type Outcome,
  type RecordedCase,
  type RecordedSession,
} from './recorded-sessions.js';
import { type EventShape, shapeDifferences } from './recorded-shapes.js';
import { filledIn } from './recorded-text.js';

/** The server that is compared with the old one; its `cwd` is where the recordings take place. */
export interface PlayedServer extends ServerCommand {
  readonly cwd: string;
}

/**
 * Does with a server what was done with the old one, in the same order.
 *
 * @returns every difference in what became of it, in the calls and in the fields of the events.
 */
export async function play(
  session: RecordedSession,
  server: PlayedServer,
  shapes: Readonly<Record<string, EventShape>>,
): Promise<readonly Difference[]> {
  const player = new Player(session, server);
  try {
    const found = await player.playAll();
    return [...found, ...shapeDifferences(shapes, player.events)];
  } finally {
    await player.stop();
  }
}

class Player {
  readonly #session: RecordedSession;
  readonly #server: PlayedServer;
  readonly #cwd: string;
  readonly #threads = new Map<string, string>();
  /** What was in the events so far. */
  readonly events: Fields[] = [];
  #lines: LineClient | undefined;
  #replies: Answer[] = [];

  constructor(session: RecordedSession, server: PlayedServer) {
    this.#session = session;
    this.#server = server;
    this.#cwd = realpathSync(server.cwd);
  }

  async playAll(): Promise<readonly Difference[]> {
    const found: Difference[] = [];
    this.#clear();
    for (const recorded of this.#session.cases) {
      const played = await this.#play(recorded);
      found.push(...differencesOf(recorded, played, this.#names));
      if (recorded.recorded?.files !== undefined) this.#clear();
    }
    return found;
  }

  /** Ends the server as a client does; at once if it does not end. */
  async stop(): Promise<void> {
    this.#lines?.process.end();
    await this.#lines?.process.exit().catch(() => this.#lines?.process.stop());
  }

  get #names() {
    return { cwd: this.#cwd, threads: this.#threads };
  }

  async #play(recorded: RecordedCase): Promise<Outcome> {
    const lines = await this.#linesFor(recorded);
    this.#replies = [...(recorded.replies ?? [])];
    const from = lines.messages.length;
    lines.skip();
    if (recorded.line !== undefined) return sendLine(lines, recorded.line, from);
    const id = recorded.id ?? lines.nextId();
    const answer = await this.#ask(lines, recorded, id);
    // whatever was sent before this answer is told
    await lines.request('ping');
    const told = lines.messages.slice(from);
    this.#learn(recorded, told, id);
    return { ...outcomeOf(told, id), answer, files: this.#files() };
  }

  async #ask(lines: LineClient, recorded: RecordedCase, id: MessageId): Promise<Outcome['answer']> {
    const { method, params } = filledIn(recorded.request ?? { method: 'ping' }, this.#names);
    const asked = lines.request(method, params, { id });
    const { cancelAfter } = recorded;
    if (cancelAfter !== undefined) {
      const isAsked = cancelAfter === 'elicitation';
      await lines.next(isAsked ? of('elicitation/create') : codexEvent(cancelAfter, id));
      return cancelled(lines, asked, id);
    }
    const isAskable = 'elicitation' in (this.#session.capabilities ?? {});
    const isQuiet = recorded.replies !== undefined && !isAskable;
    const answer = asked.catch(() => 'none' as const);
    return isQuiet ? Promise.race([answer, unasked(lines, asked, id)]) : answer;
  }

  async #linesFor({ restart = false }: RecordedCase): Promise<LineClient> {
    if (this.#lines !== undefined && !restart) return this.#lines;
    await this.stop();
    this.#lines = startLines({ ...this.#server, answers: () => this.#replies.shift() });
    const { capabilities } = this.#session;
    if (capabilities !== undefined) await this.#lines.initialize(capabilities, '2025-06-18');
    return this.#lines;
  }

  /** Remembers the thread that a case started under its name, and what was told of it. */
  #learn({ name, request }: RecordedCase, told: readonly Message[], id: MessageId): void {
    const events = told.flatMap((message) => codexEventIn(message) ?? []);
    this.events.push(...events.map(({ msg }) => msg));
    const first = events.find(({ requestId }) => requestId === id);
    if (first && request?.params?.name === 'codex') {
      this.#threads.set(first.threadId, `<thread:${name}>`);
    }
  }

  #files(): string[] {
    return readdirSync(this.#cwd).sort();
  }

  /** The working folder as it was at the beginning. */
  #clear(): void {
    const { files = [], folders = [] } = this.#session;
    for (const name of this.#files()) rmSync(join(this.#cwd, name), { recursive: true });
    for (const name of folders) mkdirSync(join(this.#cwd, name));
    for (const name of files) writeFileSync(join(this.#cwd, name), '');
  }
}

/** Cancels a request, and tells whether it is answered when its turn is over. */
async function cancelled(
  lines: LineClient,
  asked: Promise<Answer>,
  id: MessageId,
): Promise<Outcome['answer']> {
  lines.notify('notifications/cancelled', { requestId: id });
  await lines.next(codexEvent('turn_aborted', id));
  await lines.request('ping');
  return lines.unanswered.includes(id) ? 'none' : asked;
}

const ASKING = ['exec_approval_request', 'apply_patch_approval_request'];

/** Cancels a request whose turn waits for an approval that the client is not asked for. */
async function unasked(
  lines: LineClient,
  asked: Promise<Answer>,
  id: MessageId,
): Promise<Outcome['answer']> {
  await lines.next((message) => ASKING.some((type) => codexEvent(type, id)(message)));
  await lines.request('ping');
  const isAsked = lines.messages.some(of('elicitation/create'));
  return isAsked ? asked : cancelled(lines, asked, id);
}

/** Sends a line that may have no answer: one that follows certainly has. */
async function sendLine(lines: LineClient, line: string, from: number): Promise<Outcome> {
  lines.sendRaw(`${line}\n`);
  const id = lines.nextId();
  await lines.request('ping', undefined, { id });
  const told = lines.messages.slice(from).find((message) => message.id !== id);
  return { answer: told === undefined ? 'none' : answerIn(told) };
}

function answerIn({ result = {}, error }: Message): Answer {
  return error ? { error } : { result };
}

function outcomeOf(messages: readonly Message[], id: MessageId): Omit<Outcome, 'answer'> {
  const asked = messages.filter(of('elicitation/create')).map(({ params = {} }) => params);
  const methods = messages.filter(isNotification).map(({ method = '' }) => method);
  const others = methods.filter((method) => method !== 'codex/event');
  return {
    events: codexEventTypes(messages, id).join(' '),
    elicitations: asked.length,
    asked,
    notifications: [...new Set(others)].sort(),
  };
}
