import type { BackendSight, EndedTurnSight, TurnWord } from '../../control/index.js';
import type { SessionRecord, StaleReason } from '../../domain/index.js';
import { lengthOf } from '../times.js';

/** Where a turn is, in words for people. */
export const TURN_WORDS: Readonly<Record<TurnWord, string>> = {
  queued: 'queued',
  opening: 'opening its thread',
  running: 'running',
  awaiting_approval: 'waits for an approval',
  interrupting: 'is being interrupted',
  closing: 'closing',
};

/** How long a turn took: `0.2 s`. */
export const turnLength = ({ since, endedAt }: EndedTurnSight): string =>
  lengthOf(Date.parse(endedAt) - Date.parse(since));

/** Why a session became stale. */
export const REASONS: Readonly<Record<StaleReason, string>> = {
  lost: 'its process was lost',
  parked: 'it was put aside',
  stopped: 'its process ended',
  failed: 'it failed',
};

const BACKEND_WORDS: Readonly<Record<BackendSight['state'], string>> = {
  absent: 'not started',
  starting: 'starting',
  ready: 'ready',
  backing_off: 'about to be started again',
  failed: 'failing, and left alone for a while',
  stopping: 'stopping',
  stopped: 'stopped',
};

/** What Codex is: `Codex 0.169.0 ready`. */
export function backendWords({ state, version }: BackendSight): string {
  return `Codex ${version === null ? '' : `${version} `}${BACKEND_WORDS[state]}`;
}

/** Whether Codex cannot be worked with at the moment, and should be. */
export const isTroubled = ({ state }: BackendSight): boolean =>
  state === 'failed' || state === 'backing_off';

/** What a session is called. */
export const nameOf = ({ identity, agentId }: SessionRecord): string => identity || agentId;
