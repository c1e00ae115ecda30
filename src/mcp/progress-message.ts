import type { TurnProgress, TurnState } from '../proxy/api.js';
import { pageOf } from './pages.js';

/** The longest message of a progress notification, in characters. */
export const MAX_MESSAGE_LENGTH = 200;

const WORDS: Readonly<Record<TurnState, string>> = {
  idle: 'idle',
  queued: 'waiting for its place',
  opening: 'opening the session',
  running: 'working',
  awaiting_approval: 'waiting for an approval',
  interrupting: 'interrupting',
  closing: 'closing',
};

/** Says what a turn is doing and for how long: ``running `npm test` · 1 min 20 s``. */
export function progressMessage(progress: TurnProgress): string {
  const age = ` · ${duration(progress.elapsedMs)}`;
  const room = MAX_MESSAGE_LENGTH - age.length;
  const what = activityOf(progress);
  const shown = what.length > room ? `${pageOf(what, 0, room - 1).text}…` : what;
  return shown + age;
}

function activityOf({ state, activity, before }: TurnProgress): string {
  if (state === 'queued' && before > 0) {
    return `waiting: ${before} ${before === 1 ? 'turn' : 'turns'} before it`;
  }
  return activity === '' ? WORDS[state] : activity.replace(/\s+/g, ' ');
}

/** A length of time for people: `3 s`, `1 min 20 s`, `2 h 5 min`. */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
