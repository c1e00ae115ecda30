import type { Excuse } from '../../support/recorded-sessions.js';
import { ADDED } from './excuses/added.js';
import { MENDED } from './excuses/mended.js';
import { OF_CODEX } from './excuses/of-codex.js';
import { PROTOCOL } from './excuses/protocol.js';

/** Everything that must be different from the old server, and why. */
export const EXCUSES: readonly Excuse[] = [...ADDED, ...MENDED, ...OF_CODEX, ...PROTOCOL];
