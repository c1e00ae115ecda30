import { annotated, laterOf } from '../../src/domain/index.js';
import type { SessionContext, SessionEventOf } from './types.js';

type TurnEnd = SessionEventOf<'turn.completed' | 'turn.failed' | 'turn.interrupted'>;
type Change = Partial<SessionContext>;

// ── guards ──────────────────────────────────────────────────────────────────────────────────────

/** A turn begins, unless the fact is a late one of the turn that ended last. */
export function startsTurn(
  { lastEndedTurnId }: SessionContext,
  { turnId }: SessionEventOf<'turn.started'>,
): boolean {
  return turnId === undefined || turnId !== lastEndedTurnId;
}

/** The running turn has no id yet, and this fact brings it. */
export function namesTurn(
  { turnId: current, lastEndedTurnId }: SessionContext,
  { turnId }: SessionEventOf<'turn.started'>,
): boolean {
  return current === null && turnId !== undefined && turnId !== lastEndedTurnId;
}

/** The end is that of the running turn. An end that names a turn needs one bound to match. */
export function endsTurn({ turnId: current }: SessionContext, { turnId }: TurnEnd): boolean {
  return turnId === undefined || turnId === current;
}

// ── reducers ────────────────────────────────────────────────────────────────────────────────────

export function bindTurn(_: SessionContext, { turnId }: SessionEventOf<'turn.started'>): Change {
  return { turnId: turnId ?? null };
}

/** Puts the turn behind the session, however it ended; its late facts stay recognisable. */
export function endTurn({ turnId, lastEndedTurnId }: SessionContext): Change {
  return { turnId: null, lastEndedTurnId: turnId ?? lastEndedTurnId };
}

export function resume(context: SessionContext, event: SessionEventOf<'session.resume'>): Change {
  const lastActive = laterOf(context.lastActive, event.at);
  return { ...endTurn(context), identity: event.identity, lastActive };
}

export function bindThread(_: SessionContext, event: SessionEventOf<'thread.bound'>): Change {
  return { threadId: event.threadId };
}

export function refreshContext(
  { lastActive }: SessionContext,
  { repoRoot, repoName, branch, at }: SessionEventOf<'context.refreshed'>,
): Change {
  return {
    repoRoot: repoRoot ?? null,
    repoName: repoName ?? null,
    branch: branch ?? null,
    lastActive: laterOf(lastActive, at),
  };
}

export function changeCwd(_: SessionContext, { cwd }: SessionEventOf<'cwd.changed'>): Change {
  return { cwd };
}

export function recordSource(
  _: SessionContext,
  { agentSource }: SessionEventOf<'source.recorded'>,
): Change {
  return { agentSource };
}

export function changeTag(_: SessionContext, { tag }: SessionEventOf<'tag.changed'>): Change {
  return { tag };
}

export function mergeExtra(
  { extra }: SessionContext,
  { patch }: SessionEventOf<'extra.merged'>,
): Change {
  return { extra: annotated(extra, patch) };
}
