import { readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { ControlError, codeOf, sentenceOf } from './errors.js';
import { makerOf } from './socket-path.js';

/**
 * Removes the sockets that processes left behind when they were killed. One stays as long as a
 * process of its number runs here, or anybody answers on it, from whatever pid namespace.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isSocket() || !isMakerGone(entry.name)) continue;
      const path = join(folder, entry.name);
      if (await isDeserted(path)) await rm(path, { force: true });
    }
  } catch (cause) {
    const message = `the runtime folder ${folder} cannot be cleared: ${sentenceOf(cause)}`;
    throw new ControlError('folder_unusable', message, { cause });
  }
}

/**
 * Asked before the socket is: it is deaf between `bind` and `listen`, and on macOS when too many
 * wait for it. A socket with our own number that does not answer was another process'.
 */
function isMakerGone(fileName: string): boolean {
  const pid = makerOf(fileName);
  if (pid === undefined) return false;
  return pid === process.pid || !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return codeOf(cause) !== 'ESRCH';
  }
}

function isDeserted(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ path });
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', (cause) => resolve(codeOf(cause) === 'ECONNREFUSED'));
  });
}
