import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Journal, Line } from './journal.js';

const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url));

export interface WriterOptions {
  readonly home: string;
  readonly team: string;
  readonly names: readonly string[];
  /** Whether they acknowledge what is not on the disk yet. */
  readonly isHasty?: boolean;
}

/** The writer processes of a kill loop; all they say goes into a journal. */
export class Writers {
  readonly #running = new Map<ChildProcess, Promise<unknown>>();
  #started = 0;

  constructor(
    private readonly options: WriterOptions,
    private readonly journal: Journal,
  ) {}

  /** Starts one, and resolves when it has opened the sessions. */
  async start(): Promise<void> {
    this.#started += 1;
    const input = JSON.stringify({ ...this.options, number: this.#started });
    const child = spawn(process.execPath, [WRITER, input], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    // a line that was cut short by the kill was never told
    lines.on('line', (text) => text.endsWith('}') && this.journal.add(JSON.parse(text) as Line));
    this.#running.set(child, Promise.all([once(child, 'exit'), once(lines, 'close')]));
    await Promise.race([once(lines, 'line'), once(child, 'exit')]);
  }

  /** Kills one of them at once, and waits until all it said was heard. */
  async killOne(which: number): Promise<void> {
    const [child, ended] = [...this.#running][which % this.#running.size] ?? [];
    if (child === undefined) return;
    this.#running.delete(child);
    child.kill('SIGKILL');
    await ended;
  }

  async killAll(): Promise<void> {
    while (this.#running.size > 0) await this.killOne(0);
  }
}
