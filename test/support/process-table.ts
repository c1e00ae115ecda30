import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process of this machine that lives: no zombie, which is only waiting to be read off. */
export interface LivingProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its arguments, cut to be read by people. */
  readonly command: string;
}

/** All living processes, as Linux shows them below /proc. */
export function livingProcesses(): LivingProcess[] {
  return processIds().flatMap((pid) => processAt(pid) ?? []);
}

/** The living processes that a process started, and what those started, parents first. */
export function descendantsOf(pid: number): LivingProcess[] {
  return descendantsAmong(livingProcesses(), pid);
}

/** Those among processes that come from one of them, parents first. */
export function descendantsAmong(all: readonly LivingProcess[], pid: number): LivingProcess[] {
  const found: LivingProcess[] = [];
  let generation = [pid];
  while (generation.length > 0) {
    const children = all.filter(({ parent }) => generation.includes(parent));
    found.push(...children);
    generation = children.map((child) => child.pid);
  }
  return found;
}

/**
 * The living processes that were started with a variable of this value, this process excepted.
 *
 * An orphan has it too: it is what a process was started with, whoever its parent is now.
 */
export function processesWith(variable: string, value: string): LivingProcess[] {
  const entry = `${variable}=${value}`;
  return processIds()
    .filter((pid) => pid !== process.pid && read(pid, 'environ').split('\0').includes(entry))
    .flatMap((pid) => processAt(pid) ?? []);
}

/**
 * Waits until there are none of some processes any more, and gives those that are left at the
 * deadline. The kernel tells nobody of the end of another's child, so it looks again and again.
 *
 * @param find finds them: `() => processesWith(...)`.
 * @param deadlineMs in milliseconds.
 */
export async function survivors(
  find: () => readonly LivingProcess[],
  deadlineMs = 10_000,
): Promise<readonly LivingProcess[]> {
  const deadline = performance.now() + deadlineMs;
  let found = find();
  while (found.length > 0 && performance.now() < deadline) {
    await pause(10);
    found = find();
  }
  return found;
}

const processIds = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function processAt(pid: number): LivingProcess | undefined {
  const stat = read(pid, 'stat');
  // the name of the program stands in parentheses, and may have some of its own
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || state === 'Z' || state === 'X') return undefined;
  const command = read(pid, 'cmdline').replaceAll('\0', ' ').trim().slice(0, 200);
  return { pid, parent: Number(parent), command };
}

/** A file of a process; "" when it has ended meanwhile, or is not ours. */
function read(pid: number, file: 'stat' | 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
