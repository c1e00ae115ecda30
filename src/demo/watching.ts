import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectControl } from '../control/index.js';
import type { Display } from './display.js';

/** A watch on the sessions of a proxy. */
export interface SessionWatch {
  /** Resolves when everything that has happened so far is shown. */
  caughtUp(): Promise<void>;
  /** Resolves when the proxy has hung up, and its last change is shown. */
  readonly ended: Promise<unknown>;
  end(): void;
}

/**
 * Shows the sessions of a proxy as its control socket tells them.
 *
 * @param folder where control sockets are.
 * @param pid the process of the proxy: the names of its sockets begin with it.
 * @throws Error if it has none there.
 */
export async function watchSessions(
  folder: string,
  pid: number,
  display: Display,
): Promise<SessionWatch> {
  // a folder that is not there has no socket either
  const names = await readdir(folder).catch(() => []);
  const socket = names.find((name) => name.startsWith(`${pid}-`));
  if (socket === undefined) throw new Error(`process ${pid} has no control socket in ${folder}`);
  const control = await connectControl(join(folder, socket));
  display.listed((await control.watch(display.changed)).sessions);
  return {
    async caughtUp() {
      // its answer comes after all changes before it
      await control.list();
    },
    ended: control.ended,
    end: control.end,
  };
}
