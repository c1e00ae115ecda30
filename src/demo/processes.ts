import { setTimeout as pause } from 'node:timers/promises';

/** How long processes may take to end by themselves, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Whether there is a process of this id. */
export function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until processes have ended, and kills those that take too long. */
export async function endAll(pids: readonly number[], patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  // nobody is told of the end of a process that is not its child
  while (pids.some(lives) && performance.now() < deadline) await pause(20);
  for (const pid of pids.filter(lives)) process.kill(pid, 'SIGKILL');
}
