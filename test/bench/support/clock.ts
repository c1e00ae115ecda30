/** Runs an operation so many times and returns the microseconds each took. */
export function microsecondsEach(times: number, operation: () => void): number {
  const start = performance.now();
  for (let index = 0; index < times; index += 1) operation();
  return ((performance.now() - start) * 1000) / times;
}

/** The milliseconds one run of an operation takes; what it returns is kept alive until then. */
export function milliseconds(operation: () => unknown): number {
  collectGarbage();
  const start = performance.now();
  const kept = operation();
  const elapsed = performance.now() - start;
  return kept === undefined ? Number.NaN : elapsed;
}

/** The bytes in use on the heap after everything unreachable is collected. */
export function heapInUse(): number {
  for (let pass = 0; pass < 4; pass += 1) collectGarbage();
  return process.memoryUsage().heapUsed;
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('start node with --expose-gc');
  globalThis.gc();
}
