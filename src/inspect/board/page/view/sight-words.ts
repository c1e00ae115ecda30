import type { NewsLine, Tone } from './line.js';
import { took } from './times.js';
import type { EndedTurnSight, SessionSight, SessionView, TurnWord } from './types.js';

const TURN_WORDS: Readonly<Record<TurnWord, string>> = {
  queued: 'waits for a place',
  opening: 'opens its thread',
  running: 'works',
  awaiting_approval: 'awaits an approval',
  interrupting: 'is interrupted',
  closing: 'is being closed',
};

/** Where a turn is, in words for people. */
export function turnWords(state: TurnWord): string {
  return TURN_WORDS[state] ?? String(state).replaceAll('_', ' ');
}

const OUTCOME_TONES: Readonly<Record<EndedTurnSight['how'], Tone>> = {
  completed: 'active',
  failed: 'danger',
  interrupted: 'warning',
  refused: 'danger',
};

export function outcomeTone(how: EndedTurnSight['how']): Tone {
  return OUTCOME_TONES[how] ?? 'plain';
}

/** How a turn ended, and how long it took: `completed after 4.2 s`. */
export function outcomeWords({ how, since, endedAt }: EndedTurnSight): string {
  return `${how} after ${took(since, endedAt)}`;
}

/** The words for what a session is seen to do: what is new against what it did before. */
export function sightLine(sight: SessionSight, session: SessionView | undefined): NewsLine {
  const { agentId } = sight;
  const who = session?.record.identity ?? agentId;
  return { kind: 'activity', agentId, who, ...novelty(sight, session?.sight ?? null) };
}

function novelty(sight: SessionSight, before: SessionSight | null): { tone: Tone; what: string } {
  const { turn, queued, turns } = sight;
  const ended = turns[0];
  if (ended !== undefined && !isSame(ended, before?.turns[0])) {
    return { tone: outcomeTone(ended.how), what: `turn ${outcomeWords(ended)}` };
  }
  if (turn !== null && turn.state !== before?.turn?.state) {
    const about = turn.activity === '' ? '' : `: ${turn.activity}`;
    const tone = turn.state === 'awaiting_approval' ? 'warning' : 'busy';
    return { tone, what: `${turnWords(turn.state)}${about}` };
  }
  if (turn !== null && turn.activity !== before?.turn?.activity) {
    return { tone: 'busy', what: turn.activity || turnWords(turn.state) };
  }
  if (queued !== (before?.queued ?? 0)) {
    return { tone: 'muted', what: queued === 0 ? 'nothing queued' : `${queued} queued` };
  }
  return { tone: 'muted', what: turn === null ? 'at rest' : turnWords(turn.state) };
}

function isSame(one: EndedTurnSight, other: EndedTurnSight | undefined): boolean {
  return one.turnId === other?.turnId && one.endedAt === other?.endedAt;
}
