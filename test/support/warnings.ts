import { type MockInstance, vi } from 'vitest';

export interface Warnings {
  /** The warnings so far; they are not printed. */
  readonly messages: readonly string[];
  readonly details: readonly unknown[];
  restore(): void;
}

/** Catches what is reported as a process warning, before Node prints it. */
export function catchWarnings(): Warnings {
  const spy: MockInstance = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  return {
    get messages() {
      return spy.mock.calls.map(([message]) => String(message));
    },
    get details() {
      return spy.mock.calls.map(([, options]) => (options as { detail?: unknown }).detail);
    },
    restore: () => spy.mockRestore(),
  };
}

/** Lets promises that are settled be heard of. */
export function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
