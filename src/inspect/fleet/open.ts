import {
  type ApprovalAnswer,
  type ApprovalOutcome,
  CONTROL_TIMEOUT_MS,
  type ControlClient,
  ControlError,
} from '../../control/index.js';
import type { Subscription } from '../../runtime/index.js';
import { isolated } from '../../runtime/isolation.js';
import type { Fleet, FleetNews } from './api.js';
import { type Attempt, Attempts } from './attempts.js';
import { isNotReady, type Joined, join } from './join.js';
import { LivePicture } from './live-picture.js';
import { socketsIn } from './sockets.js';

/** How often is looked for processes that have come, in milliseconds. */
const LOOK_MS = 1_000;

/** How many processes are observed at once. */
const MAX_PROCESSES = 100;

export interface FleetOptions {
  /** The runtime folders that control sockets are in. One that is not there may come. */
  readonly folders: readonly string[];
  /** Further control sockets by their paths: on Windows pipes are in no folder. Default: none. */
  readonly paths?: readonly string[] | undefined;
  /** How long connecting and each answer may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Default: the system's clock. */
  readonly clock?: (() => Date) | undefined;
  /** Runs a task once, after so many milliseconds, unless it is called off. Default: a timer. */
  readonly later?: ((task: () => void, ms: number) => () => void) | undefined;
}

/**
 * Observes all processes that serve sessions, as they come and go, until its end: at most 100. It
 * keeps this process running. Sockets nobody listens on are passed over, and tried again less and
 * less often; a process that is not ready yet is asked again every second; one of an older version
 * is watched, and tells its sessions alone.
 */
export function openFleet(options: FleetOptions): Fleet {
  return new SocketFleet(options);
}

interface Member {
  readonly client: ControlClient;
  readonly picture: LivePicture;
}

class SocketFleet implements Fleet {
  readonly #options: FleetOptions;
  readonly #clock: () => Date;
  readonly #attempts = new Attempts();
  readonly #members = new Map<string, Member>();
  readonly #listeners = new Set<(news: FleetNews) => void>();
  #callOff = (): void => {};
  #isOver = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => new Date());
    void this.#look();
  }

  subscribe(listener: (news: FleetNews) => void): Subscription {
    // a function of its own: the same listener may come twice
    const hear = isolated('a listener of a fleet', listener);
    this.#listeners.add(hear);
    for (const [process, { picture }] of [...this.#members]) {
      hear({ type: 'joined', process, picture: picture.at(this.#now()) });
    }
    return { unsubscribe: () => void this.#listeners.delete(hear) };
  }

  async close(process: string, agentId: string): Promise<boolean> {
    return this.#clientOf(process).close(agentId);
  }

  async approve(process: string, answer: ApprovalAnswer): Promise<ApprovalOutcome> {
    return this.#clientOf(process).approve(answer);
  }

  end(): void {
    this.#isOver = true;
    this.#callOff();
    this.#listeners.clear();
    for (const { client } of this.#members.values()) client.end();
    this.#members.clear();
  }

  async #look(): Promise<void> {
    const { folders, paths = [], later = laterByTimer } = this.#options;
    const found = await Promise.all(folders.map(socketsIn));
    if (this.#isOver) return;
    for (const attempt of this.#attempts.due([...found.flat(), ...paths])) {
      if (this.#members.size + this.#attempts.underWay >= MAX_PROCESSES) break;
      if (!this.#members.has(attempt.key)) void this.#try(attempt);
    }
    this.#callOff = later(() => void this.#look(), LOOK_MS);
  }

  async #try(attempt: Attempt): Promise<void> {
    const { timeoutMs = CONTROL_TIMEOUT_MS } = this.#options;
    const { key, path } = attempt;
    const hear = this.#hear(key);
    attempt.begin();
    try {
      this.#admit(key, await join({ path, timeoutMs, clock: this.#clock, hear }));
      attempt.succeed();
    } catch (reason) {
      if (isNotReady(reason)) attempt.succeed();
      else attempt.fail();
    }
  }

  #admit(key: string, { client, picture }: Joined): void {
    if (this.#isOver) return client.end();
    const member = { client, picture: new LivePicture(picture) };
    this.#members.set(key, member);
    this.#tell({ type: 'joined', process: key, picture });
    void client.ended.then(() => {
      if (this.#members.get(key) !== member) return;
      this.#members.delete(key);
      this.#tell({ type: 'left', process: key, at: this.#now() });
    });
  }

  #hear(process: string): Parameters<ControlClient['observe']>[0] {
    return (news) => {
      const member = this.#members.get(process);
      if (member === undefined) return;
      member.picture.take(news);
      this.#tell({ type: 'news', process, news });
    };
  }

  #tell(news: FleetNews): void {
    // of one that came while it is told, it is told the picture, which has it already
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) listener(news);
    }
  }

  #clientOf(process: string): ControlClient {
    const client = this.#members.get(process)?.client;
    if (client !== undefined) return client;
    throw new ControlError('unreachable', `process ${process} is not observed any more`);
  }

  #now(): string {
    return this.#clock().toISOString();
  }
}

function laterByTimer(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
