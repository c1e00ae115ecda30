import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Side } from '../support/side.js';
import { benchProxy, worldAt } from './bench-world.js';

/** Milliseconds from the start of the proxy to its answer to `initialize`. */
export function startServe(): Side {
  const bench = worldAt();
  return {
    async sample() {
      const start = performance.now();
      const client = await benchProxy(bench);
      const elapsed = performance.now() - start;
      await client.end();
      return elapsed;
    },
  };
}

/** Milliseconds from the start of an empty Node to its end. */
export function startNode(): Side {
  return {
    async sample() {
      const start = performance.now();
      await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
      return performance.now() - start;
    },
  };
}
