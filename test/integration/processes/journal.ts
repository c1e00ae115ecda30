import type { SessionRecord } from '../../../src/index.js';

/** What a command makes of a session. */
interface Effect {
  readonly identity?: string;
  readonly tag?: string;
  readonly threadId?: string;
  readonly closed?: boolean;
}

/** A line of a writer. Times are of the one clock of this machine, in microseconds. */
export type Line =
  | { readonly ready: number }
  | { readonly violation: string; readonly holder: number }
  | { readonly failed: string; readonly code?: string }
  | {
      readonly op: string;
      readonly at: number;
      readonly agentId: string | null;
      readonly effect: Effect;
    }
  | {
      readonly op: string;
      readonly at: number;
      readonly agentId: string | null;
      readonly done: boolean;
    };

interface Command {
  agentId: string | null;
  readonly effect: Effect;
  readonly started: number;
  /** Undefined: its writer was killed before it was acknowledged. */
  acknowledged?: { readonly at: number; readonly done: boolean };
}

/** What several writers said they would do, and what was acknowledged. */
export class Journal {
  readonly problems: string[] = [];
  readonly #commands = new Map<string, Command>();

  get acknowledged(): number {
    return [...this.#commands.values()].filter((of) => of.acknowledged?.done).length;
  }

  add(line: Line): void {
    if ('violation' in line) this.problems.push(`two hold ${line.violation}: ${line.holder}`);
    if ('failed' in line) this.problems.push(line.failed);
    if (!('op' in line)) return;
    if ('effect' in line) {
      this.#commands.set(line.op, { ...line, started: line.at });
      return;
    }
    const command = this.#commands.get(line.op);
    if (command === undefined) throw new Error(`${line.op} ended without a start`);
    command.agentId = line.agentId;
    command.acknowledged = line;
  }

  /** What the registry lacks of what was acknowledged. */
  lostIn(records: readonly SessionRecord[]): string[] {
    const known = new Map(records.map((record) => [record.agentId, record]));
    return [...this.#byAgent()].flatMap(([agentId, commands]) => {
      const record = known.get(agentId);
      if (record === undefined) return [`session ${agentId} is gone`];
      return FIELDS.flatMap((field) => lostField(record, field, commands));
    });
  }

  /** The commands of each session that was acknowledged to exist. */
  #byAgent(): Map<string, Command[]> {
    const sessions = new Map<string, Command[]>();
    for (const command of this.#commands.values()) {
      const { agentId, acknowledged } = command;
      if (agentId === null || acknowledged?.done === false) continue;
      sessions.set(agentId, [...(sessions.get(agentId) ?? []), command]);
    }
    return sessions;
  }
}

const FIELDS = ['identity', 'tag', 'threadId', 'closed'] as const;
type Field = (typeof FIELDS)[number];

const inRecord = (record: SessionRecord, field: Field) =>
  field === 'closed' ? record.status === 'closed' : record[field];

/**
 * A field is what the last acknowledged command made it, or what one made it that began no earlier
 * and was never acknowledged.
 */
function lostField(record: SessionRecord, field: Field, all: readonly Command[]): string[] {
  const commands = all.filter(({ effect }) => effect[field] !== undefined);
  const done = commands.filter(({ acknowledged }) => acknowledged?.done);
  const last = done.reduce<Command | undefined>(
    (latest, command) => (latest && latest.started > command.started ? latest : command),
    undefined,
  );
  if (last === undefined) return [];
  const unsure = commands.filter(
    ({ acknowledged, started }) => acknowledged === undefined && started >= last.started,
  );
  const allowed = [last, ...unsure].map(({ effect }) => effect[field]);
  const found = inRecord(record, field);
  if (allowed.includes(found as never)) return [];
  const { agentId } = record;
  return [`${field} of ${agentId} is ${String(found)} instead of ${allowed.join(' or ')}`];
}
