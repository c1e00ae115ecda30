import type { Answer, Message } from '../support/mcp-messages.js';
import type { ProxyHouse } from '../support/proxy-e2e.js';
import { ProxyClient } from '../support/proxy-e2e-client.js';
import { proxyServer } from '../support/proxy-server.js';
import type { Ledger } from './ledger.js';
import { isOver, type Life } from './life.js';
import { usageOf } from './measure.js';

/** How long anything may take before it counts as never answered, in milliseconds. */
export const DEADLINE_MS = 60_000;
/** How long an approval waits before it is answered by the default, in milliseconds. */
export const APPROVAL_MS = 1_500;
/** How long the end of a proxy may show in others, in milliseconds: its Codex has threads still. */
const AFTERMATH_MS = 5_000;
/** How long a proxy may take to see that its Codex is gone, in milliseconds. */
const UNNOTICED_MS = 1_000;

/** The proxies of a soak: one, and at times a second one, each replaced when it is gone. */
export class Fleet {
  readonly lives: Life[] = [];
  readonly #house: ProxyHouse;
  readonly #ledger: Ledger;
  readonly #maxSessions: number;
  /** Who serves; the second is not always there. */
  readonly #serving: (Promise<Life> | undefined)[] = [];
  #lastEndAt = Number.NEGATIVE_INFINITY;

  constructor(house: ProxyHouse, ledger: Ledger, maxSessions: number) {
    this.#house = house;
    this.#ledger = ledger;
    this.#maxSessions = maxSessions;
  }

  /** The proxy with a number, if it serves; else the first. */
  async #proxy(number: number): Promise<Life> {
    this.#serving[0] ??= this.#start();
    return (this.#serving[number] ?? this.#serving[0]) as Promise<Life>;
  }

  async killProxy(number: number): Promise<void> {
    const old = await this.#proxy(number);
    if (isOver(old)) return;
    old.killedAt = performance.now();
    this.#lastEndAt = Math.max(this.#lastEndAt, old.killedAt);
    this.#ledger.note(old, 'is killed');
    this.#serving[this.#placeOf(number)] = this.#start();
    old.client.lines.process.kill('SIGKILL');
  }

  /** Ends it by the end of its input, and waits until it is gone before the next one starts. */
  async endProxy(number: number): Promise<void> {
    const old = await this.#proxy(number);
    if (isOver(old)) return;
    this.#serving[this.#placeOf(number)] = this.end(old).then(() => this.#start());
  }

  /** Starts the second proxy, or ends it. */
  async toggleSecond(): Promise<void> {
    const second = this.#serving[1];
    if (second === undefined) {
      this.#serving[1] = this.#start();
      return;
    }
    this.#serving[1] = undefined;
    await this.end(await second);
  }

  async killCodex(number: number): Promise<void> {
    const life = await this.#proxy(number);
    const pid = await life.client.codexPid().catch(() => 0);
    if (pid === 0) return;
    life.codexKilledAt = performance.now();
    this.#ledger.note(life, `its Codex ${pid} is killed`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // killed already, and nobody has noticed yet
    }
  }

  async end(life: Life): Promise<void> {
    if (isOver(life)) return;
    life.endedAt = performance.now();
    this.#lastEndAt = Number.POSITIVE_INFINITY;
    this.#ledger.note(life, 'is asked to end');
    life.client.lines.process.end();
    await life.client.lines.process.exit();
    this.#lastEndAt = performance.now();
    this.#ledger.note(life, 'has ended');
  }

  /** Those that serve now; the first is started if need be. */
  async serving(): Promise<Life[]> {
    this.#serving[0] ??= this.#start();
    const all = await Promise.all(this.#serving);
    return all.filter((life) => life !== undefined);
  }

  /** Whether the Codex of a proxy was killed since a moment, or so late before that it may show. */
  codexDied(life: Life, since: number): boolean {
    return life.codexKilledAt > since - UNNOTICED_MS;
  }

  /** Whether a proxy was killed or ended since a moment, or so late before that it may show. */
  proxyWent(since: number): boolean {
    return this.#lastEndAt > since - AFTERMATH_MS;
  }

  #placeOf(number: number): number {
    return this.#serving[number] === undefined ? 0 : number;
  }

  async #start(): Promise<Life> {
    const flags = [
      ...['--max-sessions', String(this.#maxSessions)],
      ...['--approval-timeout-seconds', String(APPROVAL_MS / 1000)],
      ...['--shutdown-grace-seconds', '2', '--close-timeout-seconds', '20'],
    ];
    const server = proxyServer(this.#house.world, ...flags);
    const client = new ProxyClient({ ...server, deadlineMs: DEADLINE_MS, answers: decided });
    await client.lines.initialize({ elicitation: {} });
    const life: Life = {
      ...{ client, usages: [], turns: 0, killedAt: null, endedAt: null },
      codexKilledAt: Number.NEGATIVE_INFINITY,
    };
    this.lives.push(life);
    this.#ledger.note(life, 'serves');
    return life;
  }

  /** Takes down what a proxy uses. */
  measure(life: Life): void {
    const usage = usageOf(life.client.pid);
    if (usage !== undefined) life.usages.push({ turns: life.turns, usage });
  }
}

/** Answers an approval as the command it is about says. */
async function decided(request: Message): Promise<Answer | undefined> {
  const words = /soak-(\w+)-(\w+)/.exec(JSON.stringify(request.params));
  if (words === null) return { result: { action: 'decline' } };
  const [, answer, action = 'decline'] = words;
  if (answer === 'never') return undefined;
  if (answer === 'late') await new Promise((resolve) => setTimeout(resolve, 2 * APPROVAL_MS));
  return { result: { action, ...(action === 'accept' && { content: {} }) } };
}
