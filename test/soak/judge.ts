/** The session a call was about, for the journal. */
interface Names {
  readonly agentId?: string;
  readonly threadId?: string;
}

/** How a call came out. */
export type Outcome =
  | (Names & { readonly type: 'answered'; readonly text: string })
  | (Names & { readonly type: 'refused'; readonly code: string; readonly text: string })
  /** The proxy was gone, or the deadline came. */
  | { readonly type: 'lost'; readonly reason: string };

/** What happened around a call, from shortly before it began until it was over. */
export interface Circumstances {
  /** What the answer must be; null where any will do. */
  readonly expected: string | null;
  /** The Codex of its proxy was killed. */
  readonly codexDied: boolean;
  /** The proxy of this call was killed. */
  readonly proxyDied: boolean;
  /** A proxy was killed or ended, or another one had the session or tried to have it. */
  readonly contested: boolean;
  /** The proxy of this call was asked to end. */
  readonly proxyEnded: boolean;
  /** Somebody closed a session in the place. */
  readonly closed: boolean;
  /** The session had a whole turn before. */
  readonly hadTurn: boolean;
  /** The place gives its sessions a name. */
  readonly named: boolean;
  /** Its approval is answered with cancel. */
  readonly cancelledByApproval: boolean;
}

/** When a code is a right answer. A code that is not here is never one. */
const EXCUSES: Readonly<Record<string, (around: Circumstances) => boolean>> = {
  CHILD_PROCESS_DEAD: ({ codexDied, proxyEnded }) => codexDied || proxyEnded,
  SESSION_CLOSED: ({ closed }) => closed,
  SESSION_NOT_FOUND: ({ hadTurn }) => !hadTurn,
  THREAD_NOT_FOUND: ({ hadTurn }) => !hadTurn,
  THREAD_HELD: ({ contested }) => contested,
  SESSION_ACTIVE: ({ contested }) => contested,
  IDENTITY_CONFLICT: ({ named }) => named,
  SHUTTING_DOWN: ({ proxyEnded }) => proxyEnded,
  TURN_INTERRUPTED: ({ cancelledByApproval }) => cancelledByApproval,
};

/** What is wrong with an outcome; null if nothing is. */
export function faultOf(outcome: Outcome, around: Circumstances): string | null {
  switch (outcome.type) {
    case 'answered':
      if (around.expected === null || outcome.text === around.expected) return null;
      return `answered "${outcome.text.slice(0, 200)}" instead of "${around.expected}"`;
    case 'refused':
      if (EXCUSES[outcome.code]?.(around)) return null;
      return `refused for no reason: ${outcome.code} ${outcome.text.slice(0, 300)}`;
    case 'lost':
      return around.proxyDied ? null : `never answered: ${outcome.reason.slice(0, 300)}`;
  }
}
