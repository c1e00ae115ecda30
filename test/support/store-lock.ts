import { randomUUID } from 'node:crypto';
import type { FileSystem } from '../../src/store/file-system.js';
import { TeamLock } from '../../src/store/lock.js';
import { Ownership } from '../../src/store/ownership.js';
import type { Processes } from '../../src/store/processes.js';
import { MemoryFileSystem } from './memory-file-system.js';
import { FakeHost } from './store-host.js';

/** A store as its team's lock knows one. */
export interface Locker {
  readonly lock: TeamLock;
  readonly processes: Processes;
  readonly token: string;
  /** How long it has waited so far, in milliseconds. */
  waited(): number;
}

export interface LockerOptions {
  readonly fs?: FileSystem;
  readonly processes?: Processes;
  /** Called instead of every wait. */
  readonly meanwhile?: (ms: number) => unknown;
}

/** A folder with a lock, and a host whose processes contend for it. */
export class LockedFolder {
  readonly folder = '/team';
  readonly fs = new MemoryFileSystem({ folders: [this.folder] });
  readonly host = new FakeHost();

  locker({ fs = this.fs, processes = this.host.start(), meanwhile }: LockerOptions = {}): Locker {
    const token = randomUUID();
    const ownership = new Ownership(fs, processes, { ...processes.self, token });
    let waited = 0;
    const wait = async (ms: number) => {
      waited += ms;
      await meanwhile?.(ms);
    };
    const lock = new TeamLock(fs, this.folder, ownership, wait);
    return { lock, processes, token, waited: () => waited };
  }

  /** The generations, lowest first, and what each of them says: a process id or `free`. */
  generations(): Record<string, number | string> {
    const names = this.fs.list(this.folder).filter((name) => /^lock\.\d+$/.test(name));
    return Object.fromEntries(
      names.map((name) => {
        const text = this.fs.readSmall(`${this.folder}/${name}`).toString();
        return [name, text.startsWith('{') ? (JSON.parse(text) as { pid: number }).pid : text];
      }),
    );
  }

  put(name: string, text: string): void {
    this.fs.createSmall(`${this.folder}/${name}`, text);
  }
}

/** Whether a lock can be had without a wait; it is given back again. */
export async function isFree({ lock, waited }: Locker): Promise<boolean> {
  const before = waited();
  await lock.acquire();
  lock.release();
  return waited() === before;
}
