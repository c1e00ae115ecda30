import { readdirSync, readFileSync } from 'node:fs';

/** What a process uses. */
export interface Usage {
  /** Memory in RAM, in megabytes. */
  readonly rssMb: number;
  readonly handles: number;
}

/** What a process uses now, as Linux tells; undefined if it is gone. */
export function usageOf(pid: number): Usage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    // a zombie has no memory
    if (Number.isNaN(kilobytes)) return undefined;
    return { rssMb: kilobytes / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}
