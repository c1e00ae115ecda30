import {
  backendMachine,
  sessionMachine,
  supervisorMachine,
  turnsMachine,
} from '../../machines/index.js';
import { type Replay, type ReplayMachines, replay } from '../../src/inspect/replay/index.js';
import { CLOSED, type RawLine, Recorder, type TraceEntry } from '../../src/inspect/trace/index.js';

/** The machines of the package. */
export const MACHINES: ReplayMachines = {
  supervisor: supervisorMachine,
  session: sessionMachine,
  turns: turnsMachine,
  backend: backendMachine,
};

/** A line of a trace as a test may edit it. */
export type Line = Record<string, unknown> & { readonly kind?: string };

/** A recording in memory. */
export interface Recording {
  readonly inspector: Recorder;
  /** The lines so far, the header first; copies, as they would be read. */
  lines(): Line[];
  /** The same, and the recording is closed. */
  closed(): Line[];
}

export function recording(contents = false): Recording {
  const texts = [
    JSON.stringify({ trace: 'codex-sessions', version: 1, program: 'test', at: AT, contents }),
  ];
  const write = ({ kind, ...rest }: TraceEntry) =>
    void texts.push(JSON.stringify({ n: texts.length, at: AT, kind, ...rest }));
  const inspector = new Recorder({ write, contents });
  const lines = () => texts.map((text) => JSON.parse(text) as Line);
  const end = () => ({ n: texts.length, at: AT, kind: 'end', reason: CLOSED });
  return { inspector, lines, closed: () => [...lines(), end()] };
}

const AT = '2026-01-01T00:00:00.000Z';

/** The lines with running numbers that are right again, whatever was added or removed. */
export function renumbered(lines: readonly Line[]): Line[] {
  return lines.map((line, n) => (n === 0 ? line : { ...line, n }));
}

/** Replays lines as if they stood in a file. */
export function replayed(
  lines: readonly Line[],
  machines: Partial<ReplayMachines> = {},
): Promise<Replay> {
  const raws = lines.map(
    (line, at): RawLine => ({ number: at + 1, text: JSON.stringify(line), isWhole: true }),
  );
  return replay(raws, { machines: { ...MACHINES, ...machines } });
}
