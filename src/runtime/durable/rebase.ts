import {
  ANNOTATIONS,
  annotated,
  isJsonObject,
  type Json,
  type JsonObject,
  laterOf,
  ownField,
  type SessionRecord,
  sameJson,
} from '../../domain/index.js';

/**
 * What becomes of a stale session that two processes have changed: theirs, with what was changed
 * here. Where both have changed the same, what was changed here wins; notes are told apart.
 */
export function rebased(
  base: SessionRecord,
  mine: SessionRecord,
  theirs: SessionRecord,
): SessionRecord {
  const changed = Object.entries(mine).filter(
    ([field, value]) => !sameJson(ownField(asFields(base), field), value as Json),
  );
  return Object.freeze({
    ...theirs,
    ...(Object.fromEntries(changed) as Partial<SessionRecord>),
    lastActive: laterOf(theirs.lastActive, mine.lastActive),
    extra: annotated(theirs.extra, notesBetween(notesOf(base), notesOf(mine))),
  });
}

const asFields = (record: SessionRecord) => record as unknown as JsonObject;

function notesOf({ extra }: SessionRecord): JsonObject {
  const notes = ownField(extra, ANNOTATIONS);
  return isJsonObject(notes) ? notes : {};
}

/** What was noted since; null for what was removed. */
function notesBetween(before: JsonObject, after: JsonObject): JsonObject {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = keys.filter((key) => !sameJson(ownField(before, key), ownField(after, key)));
  return Object.fromEntries(changed.map((key) => [key, ownField(after, key) ?? null]));
}
