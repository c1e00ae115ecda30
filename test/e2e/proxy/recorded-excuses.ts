import type { Excuse } from '../../support/recorded-sessions.js';

/** Everything that must be different from the old server, and why. */
export const EXCUSES: readonly Excuse[] = [];
