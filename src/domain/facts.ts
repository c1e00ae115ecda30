import type { JsonObject } from './json.js';

/**
 * What Codex says of a turn. A fact without a turn id comes only from us; facts from Codex carry
 * the id, and one that does not belong to the current turn is ignored.
 */
export type TurnFact =
  | { readonly type: 'turn.started'; readonly turnId?: string | undefined }
  | { readonly type: 'turn.completed'; readonly turnId?: string | undefined }
  | { readonly type: 'turn.failed'; readonly turnId?: string | undefined }
  | { readonly type: 'turn.interrupted'; readonly turnId?: string | undefined };

/** The git surroundings of a working directory; null (or absent) outside a repository. */
export interface GitContext {
  readonly repoRoot?: string | null | undefined;
  readonly repoName?: string | null | undefined;
  readonly branch?: string | null | undefined;
}

/** A change of a record's own fields. */
export type FieldFact =
  | { readonly type: 'thread.bound'; readonly threadId: string }
  | ({ readonly type: 'context.refreshed' } & GitContext)
  | { readonly type: 'cwd.changed'; readonly cwd: string }
  | { readonly type: 'source.recorded'; readonly agentSource: string }
  | { readonly type: 'tag.changed'; readonly tag: string }
  | { readonly type: 'extra.merged'; readonly patch: JsonObject };
