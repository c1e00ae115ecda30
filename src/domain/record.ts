import { isJsonObject, type Json, type JsonObject, ownField, sameJson } from './json.js';
import type { SessionStatus, ThreadState } from './states.js';

/** One session as the registry knows it. Records are frozen: a change makes a new one. */
export interface SessionRecord {
  /** Names the session for ever: non-empty, at most 256 characters. */
  readonly agentId: string;
  /** The name the session holds while it is active. */
  readonly identity: string;
  /** The namespace of the registry. */
  readonly team: string;
  /** Codex' own id of the conversation, null until Codex has told it. */
  readonly threadId: string | null;
  /** The working directory of the agent. */
  readonly cwd: string;
  /** The top folder of the git repository it works in; null outside of one. */
  readonly repoRoot: string | null;
  /** The name of that repository. */
  readonly repoName: string | null;
  /** The branch that was checked out there. */
  readonly branch: string | null;
  /** RFC 3339; written here as `YYYY-MM-DDTHH:MM:SSZ`, kept as found in a file. */
  readonly startedAt: string;
  /** RFC 3339, like `startedAt`; never goes back in time. */
  readonly lastActive: string;
  readonly status: SessionStatus;
  readonly threadState: ThreadState;
  /** A label of the user's; absent when unset. */
  readonly tag?: string;
  /** The agent file the session was made from; absent when unset. */
  readonly agentSource?: string;
  /** Unknown fields of the file's entry, and ours under `codex_sessions`. */
  readonly extra: JsonObject;
}

/** Our own object among an entry's unknown fields; written by `register` and `annotate`. */
export const ANNOTATIONS = 'codex_sessions';

export const NO_EXTRA: JsonObject = Object.freeze({});

/** The annotation of a session whose identity nobody chose: true. */
export const GENERATED_NAME = 'generated_name';

/** True for a session whose identity was generated, so that nobody will ask for it by name. */
export function hasGeneratedName({ extra }: SessionRecord): boolean {
  const annotations = ownField(extra, ANNOTATIONS);
  return isJsonObject(annotations) && ownField(annotations, GENERATED_NAME) === true;
}

/** Merges a patch into an entry's annotations, one level deep; null removes a key. */
export function annotated(extra: JsonObject, patch: JsonObject): JsonObject {
  const before = Object.hasOwn(extra, ANNOTATIONS) ? (extra[ANNOTATIONS] as JsonObject) : NO_EXTRA;
  const after = Object.freeze(
    Object.fromEntries(
      Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null),
    ),
  );
  if (sameJson(before, after)) return extra;
  const { [ANNOTATIONS]: _, ...others } = extra;
  const keep = Object.keys(after).length > 0;
  return Object.freeze(keep ? { ...others, [ANNOTATIONS]: after } : others);
}

/** Compares two records field by field. */
export function sameRecord(left: SessionRecord, right: SessionRecord): boolean {
  const [one, other]: [Fields, Fields] = [{ ...left }, { ...right }];
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length && keys.every((key) => sameJson(one[key], other[key]))
  );
}

type Fields = Record<string, Json | undefined>;
