import { afterAll, expect, vi } from 'vitest';

/** Vitest counts files in its own variables. */
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));

/** What files of tests that share a process could leave to the next one. */
const shared = () => ({
  environment: environment(),
  folder: process.cwd(),
  exitCode: process.exitCode,
  hasFakeTimers: vi.isFakeTimers(),
  clock: { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, Date },
  functions: { ...console, cwd: process.cwd, emitWarning: process.emitWarning },
  listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
});

interface Left {
  readonly found: ReturnType<typeof shared>;
  readonly by: string | undefined;
}

const LEFT = Symbol.for('codex-sessions.tests.left');
const worker = globalThis as { [LEFT]?: Left };

const before = worker[LEFT];
const found = shared();
worker[LEFT] = { found, by: expect.getState().testPath };

// vitest puts spies back between two files: what that leaves is seen here only
if (before) expect(found, `left by ${before.by}`).toEqual(before.found);

// registered first, so it runs after all that a file does at its end
afterAll(() => {
  expect(shared(), 'left to the next file').toEqual(found);
});
