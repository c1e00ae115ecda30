import {
  entryLine,
  type Json,
  type JsonObject,
  NO_EXTRA,
  type RegistrySnapshot,
  registryText,
  type SessionRecord,
} from '../domain/index.js';

/** How many closed sessions a registry keeps. */
export const KEPT_CLOSED = 1000;

/** All that a registry file says, to be changed and written again. */
export class RegistryDocument {
  readonly #records: Map<string, SessionRecord>;
  readonly #faulty: readonly Json[];
  readonly #extra: JsonObject;
  readonly #faultyLines: readonly string[];
  // records are frozen: one that has not changed need not be made text again
  readonly #lines = new WeakMap<SessionRecord, string>();

  constructor({
    sessions,
    faulty,
    extra,
  }: Pick<RegistrySnapshot, 'sessions' | 'faulty' | 'extra'>) {
    this.#records = new Map(sessions.map((record) => [record.agentId, record]));
    this.#faulty = faulty;
    this.#extra = extra;
    this.#faultyLines = faulty.map((entry) => JSON.stringify(entry));
  }

  static readonly empty = () => new RegistryDocument({ sessions: [], faulty: [], extra: NO_EXTRA });

  get isEmpty(): boolean {
    const isWithoutFields = Object.keys(this.#extra).length === 0;
    return this.#records.size === 0 && this.#faulty.length === 0 && isWithoutFields;
  }

  /** What a reader of the file has besides its records. */
  get remainder(): { readonly faulty: readonly Json[]; readonly extra: JsonObject } {
    return { faulty: this.#faulty, extra: this.#extra };
  }

  get(agentId: string): SessionRecord | undefined {
    return this.#records.get(agentId);
  }

  /** In the order of the file. */
  records(): IterableIterator<SessionRecord> {
    return this.#records.values();
  }

  put(record: SessionRecord): void {
    this.#records.set(record.agentId, record);
  }

  remove(agentId: string): boolean {
    return this.#records.delete(agentId);
  }

  /** The closed records beyond those that are kept: the first in the file. */
  overflow(): SessionRecord[] {
    const closed = [...this.#records.values()].filter(({ status }) => status === 'closed');
    return closed.slice(0, Math.max(0, closed.length - KEPT_CLOSED));
  }

  text(): string {
    const lines = Array.from(this.#records.values(), (record) => this.line(record));
    for (const line of this.#faultyLines) lines.push(line);
    return registryText(lines, this.#extra);
  }

  line(record: SessionRecord): string {
    const known = this.#lines.get(record);
    if (known !== undefined) return known;
    const line = entryLine(record);
    this.#lines.set(record, line);
    return line;
  }
}
