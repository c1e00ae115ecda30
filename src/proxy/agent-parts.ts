import type { TurnsPatience } from '../../machines/index.js';
import type { ActorGroup } from '../runtime/inspection.js';
import type { TurnEnd } from './api.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { BackendHost } from './backend-host.js';
import type { Log } from './log.js';
import type { Opening } from './opening.js';
import type { Signals } from './signals.js';
import type { TurnSlots } from './slots.js';

/** What a session at work needs of the house. */
export interface AgentParts {
  readonly host: BackendHost;
  readonly desk: ApprovalDesk;
  readonly slots: TurnSlots;
  readonly patience: TurnsPatience;
  readonly now: () => number;
  readonly nextTicket: () => string;
  readonly archivesOnClose: boolean;
  readonly log: Log;
  /** A turn longer than this is interrupted; null: none is. In milliseconds. */
  readonly turnTimeoutMs: number | null;
  /** Where the actor of its turns can be looked at. */
  readonly actors: ActorGroup;
  /** Told whenever it may look different. */
  readonly signals: Signals;
}

/** What a session at work tells the house. */
export interface AgentEvents {
  /** A turn begins, or is about to. */
  readonly began: () => void;
  /** Codex named the turn. */
  readonly named: (turnId: string) => void;
  /** The thread is open for the first time, or again; what is refused here refuses the turn. */
  readonly opened: (opening: Opening) => Promise<void>;
  /** A turn ended; awaited before whoever asked for it is told. */
  readonly ended: (ended: EndedTurn) => Promise<void> | void;
  /** Nothing more comes of it: it was closed, or what carried it is gone. */
  readonly gone: () => void;
}

/** A turn that ended. */
export interface EndedTurn {
  readonly end: TurnEnd;
  readonly turnId: string | null;
  /** False: it never left the queue. */
  readonly wasCurrent: boolean;
  /** When it was asked for, in milliseconds since 1970. */
  readonly since: number;
}
