import type { DurableSessions } from '../runtime/index.js';
import type { AgentParts, EndedTurn } from './agent-parts.js';
import type { SessionSettings } from './api.js';
import type { RightsRule } from './rights.js';

export interface RosterOptions {
  readonly sessions: DurableSessions;
  readonly parts: AgentParts;
  readonly rights: RightsRule;
  /** A turn of a session ended. */
  readonly onEnded: (agentId: string, ended: EndedTurn) => void;
}

/** How a session comes back. */
export interface WakeOptions {
  readonly identity?: string | undefined;
  /** Opens a closed session again. */
  readonly reopens: boolean;
  /** What is to be different from now on. */
  readonly changes: SessionSettings;
}
