import type { SessionChange, SessionRecord } from '../domain/index.js';
import { sameRegions } from './board.js';
import type { AgentEvent } from './events.js';
import type { Screen } from './screen.js';

/** Shows the sessions as they change, and what their agents say. */
export interface Display {
  /** The sessions as they are; what is known already is not told again. */
  listed(sessions: readonly SessionRecord[]): void;
  changed(change: SessionChange): void;
  heard(event: AgentEvent): void;
}

export function createDisplay(screen: Pick<Screen, 'show' | 'hear'>): Display {
  const records = new Map<string, SessionRecord>();
  const sayings = new Map<string, string>();

  const changed = (change: SessionChange): void => {
    if (change.type === 'refused') return;
    records.set(change.record.agentId, change.record);
    screen.show(change);
  };

  /** What is said on a thread before its session is known is not shown. */
  const say = (threadId: string, text: string, whole: boolean): void => {
    const session = [...records.values()].find((record) => record.threadId === threadId);
    if (session !== undefined) screen.hear(session, text, whole);
  };

  return {
    changed,
    listed(sessions) {
      for (const record of sessions) {
        const previous = records.get(record.agentId);
        if (previous === undefined) changed({ type: 'inserted', record });
        else if (!sameRegions(previous, record)) changed({ type: 'changed', record, previous });
      }
    },
    heard(event) {
      if (event.type === 'message') say(event.threadId, event.text, true);
      if (event.type !== 'words') return;
      const saying = (sayings.get(event.itemId) ?? '') + event.text;
      sayings.set(event.itemId, saying);
      say(event.threadId, saying, false);
    },
  };
}
