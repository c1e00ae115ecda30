import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** Expects two values to be equal; asks `expect`, which is slow, only if they seem not to be. */
export function agree(what: string, real: unknown, promised: unknown): void {
  if (!isDeepStrictEqual(real, promised)) expect(real, what).toEqual(promised);
}
