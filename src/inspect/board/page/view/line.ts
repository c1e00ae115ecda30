/** What sort of thing happened; the timeline can leave sorts out. */
export type LineKind = 'session' | 'refused' | 'approval' | 'process' | 'activity' | 'step';

export type Tone = 'plain' | 'active' | 'busy' | 'idle' | 'warning' | 'danger' | 'muted';

/** Something that happened, in words for people. */
export interface Line {
  readonly kind: LineKind;
  readonly tone: Tone;
  readonly process: string;
  /** Of the process; '' if that is not known. */
  readonly team: string;
  readonly pid: number;
  /** The session it is about; null where it is about none. */
  readonly agentId: string | null;
  /** The session's identity, or what else it is about. */
  readonly who: string;
  readonly what: string;
}

/** The same before it is known of which process it is. */
export type NewsLine = Omit<Line, 'process' | 'team' | 'pid'>;
