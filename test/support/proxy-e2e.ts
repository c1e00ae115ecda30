import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type CodexWorld, createCodexWorld, WORLD_MARK, type WorldOptions } from './codex-world.js';
import { DEADLINE_MS } from './mcp-arrivals.js';
import type { LinesOptions } from './mcp-lines.js';
import type { Fields } from './mcp-messages.js';
import { type LivingProcess, processesWith, survivors } from './process-table.js';
import { ProxyClient } from './proxy-e2e-client.js';
import { proxyServer } from './proxy-server.js';
import { type ModelBodySummary, type ScriptedModel, startScriptedModel } from './scripted-model.js';

export interface ServeOptions {
  /** Of `codex-sessions serve`. */
  readonly flags?: readonly string[];
  /** Added to the environment of the world. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the proxy runs; the workspace unless given. */
  readonly cwd?: string;
  readonly capabilities?: Fields;
  readonly answers?: NonNullable<LinesOptions['answers']>;
}

/** A world with a model of its own, and the proxies that are started in it. */
export class ProxyHouse {
  readonly model: ScriptedModel;
  readonly world: CodexWorld;
  readonly #clients: ProxyClient[] = [];

  private constructor(model: ScriptedModel, world: CodexWorld) {
    this.model = model;
    this.world = world;
  }

  static async open(options: Omit<WorldOptions, 'modelUrl'> = {}): Promise<ProxyHouse> {
    const model = await startScriptedModel();
    const settings = 'approval_policy = "never"';
    const world = createCodexWorld({ modelUrl: model.url, retries: 0, settings, ...options });
    return new ProxyHouse(model, world);
  }

  /** Starts a proxy, and greets it. */
  async serve(options: ServeOptions = {}): Promise<ProxyClient> {
    const client = this.start(options);
    await client.lines.initialize(options.capabilities);
    return client;
  }

  /** Starts a proxy, and says nothing yet. */
  start({ flags = [], env = {}, cwd, answers }: ServeOptions = {}): ProxyClient {
    const server = proxyServer(this.world, ...flags);
    const client = new ProxyClient({
      ...server,
      env: { ...server.env, ...env },
      ...(cwd !== undefined && { cwd }),
      ...(answers !== undefined && { answers }),
    });
    this.#clients.push(client);
    return client;
  }

  /** Adds tables to Codex' configuration. */
  configure(tables: string): void {
    appendFileSync(this.world.configFile, `\n${tables}`);
  }

  /** All living processes of this world: proxies, Codex, and the commands they started. */
  processes(): LivingProcess[] {
    return processesWith(WORLD_MARK, this.world.mark);
  }

  /** The processes of this world that are left when all should be gone. */
  leftOver(): Promise<readonly LivingProcess[]> {
    return survivors(() => this.processes());
  }

  /** The processes of this world whose command has a text in it. */
  running(text: string): LivingProcess[] {
    return this.processes().filter(({ command }) => command.includes(text));
  }

  /** The same, once there are any: Codex tells of a command a moment before it starts it. */
  async started(text: string): Promise<readonly LivingProcess[]> {
    const deadline = performance.now() + DEADLINE_MS;
    let found = this.running(text);
    while (found.length === 0) {
      if (performance.now() > deadline) throw new Error(`nothing runs that has '${text}' in it`);
      await pause(10);
      found = this.running(text);
    }
    return found;
  }

  /** The sessions in the file of a team. */
  registered(team = 'default'): readonly Fields[] {
    const file = join(this.teamFolder(team), 'registry.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { sessions: Fields[] }).sessions;
  }

  teamFolder(team = 'default'): string {
    return join(this.world.atmHome, '.config/atm/agent-sessions', team);
  }

  /** Ends all that is left, and removes all files. */
  async close(): Promise<void> {
    for (const { pid } of this.processes()) end(pid);
    await this.leftOver();
    await this.model.close();
    this.world.remove();
  }
}

/** What `dump` said of the request that the model was sent. */
export function dumpOf({ text }: { readonly text: string }): ModelBodySummary {
  return JSON.parse(text) as ModelBodySummary;
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}
