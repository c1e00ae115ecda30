import type { TurnsStimulus } from './turns-ledger.js';

/** An event in a few words: `turn.submit t1`, `after silence`. */
export function wordsOf(event: TurnsStimulus): string {
  const [, delay, state] = /^xstate\.after\.(\w+)\.turns\.(.+)$/.exec(event.type) ?? [];
  if (delay !== undefined) return `after ${delay} in ${state}`;
  const { type, ...about } = event;
  const [subject] = Object.values(about);
  return isNamed(type) ? `${type} ${String(subject)}` : type;
}

const isNamed = (type: string) =>
  /^(turn\.(submit|cancel|started|completed|failed|interrupted|erred)|approval\..*)$/.test(type);
