import { readFileSync } from 'node:fs';

/** What a shell may do to the process it started: stop it, and let it go on, here or behind. */
export interface Job {
  /**
   * Stops this process and those started together with it, as Ctrl-Z does on any terminal: npx, or a
   * pipeline. Returns when they go on; at once in a group without a parent that could let them.
   */
  stop(): void;
  /** False if the terminal is another's now: what is written would go into its picture. */
  isInFront(): boolean;
}

/** This process as a job of its shell; undefined where there are none, as on Windows. */
export function ownJob(): Job | undefined {
  if (process.platform === 'win32') return undefined;
  return {
    // SIGSTOP would stop a process that no shell continues, too
    stop: () => void process.kill(0, 'SIGTSTP'),
    isInFront: () => isInFront(statOfOwn()),
  };
}

/**
 * Reads from /proc/PID/stat whether a process has its terminal.
 *
 * @param stat '' if there is none: true then, and the system stops who sets the mode of a terminal
 *   that is another's.
 */
export function isInFront(stat: string): boolean {
  // the name of the command is in brackets, and may have some in it
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [group, owner] = [Number(fields[2]), Number(fields[5])];
  // without a terminal, or with one that a group outside of this container has: -1, or 0
  return !(owner > 0) || owner === group;
}

function statOfOwn(): string {
  try {
    return readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return '';
  }
}
