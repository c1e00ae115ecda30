import { connectControl } from '../control/index.js';
import type { Owner } from '../domain/index.js';
import type { Held } from '../store/release.js';

/** How long a process may take to prove that it lives, in milliseconds. */
const PROOF_MS = 2000;

/** The owners that prove by their control sockets that they live. */
export type Proved = ReadonlySet<string>;

const keyOf = ({ pid, host }: Owner): string => `${pid} ${host}`;

/** Whether the owner of a holding is among those who proved that they live. */
export function isProved({ owner }: Held, proved: Proved): boolean {
  return owner !== null && proved.has(keyOf(owner));
}

/** Asks the owners that cannot be told to live: one in another pid namespace may answer. */
export async function provedToLive(holdings: readonly Held[]): Promise<Proved> {
  const sockets = new Map<string, Owner>();
  for (const { is, owner, control } of holdings) {
    if (is === 'unknown' && owner !== null && control !== null) sockets.set(control, owner);
  }
  const proofs = Array.from(sockets, async ([path, owner]) => {
    return (await answers(path, owner.pid)) ? [keyOf(owner)] : [];
  });
  return new Set((await Promise.all(proofs)).flat());
}

async function answers(path: string, pid: number): Promise<boolean> {
  try {
    const client = await connectControl(path, { timeoutMs: PROOF_MS });
    client.end();
    return client.hello.pid === pid;
  } catch {
    return false;
  }
}
