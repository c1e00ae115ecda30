import type { SessionRecord } from '../domain/index.js';
import type { SessionSettings } from './api.js';
import type { OpeningPlan } from './opening.js';
import { checkNarrows } from './policy.js';
import { type Rights, type RightsRule, rightsOf } from './rights.js';
import { rightsNow } from './roster-rules.js';
import { rememberedBy, type ThreadMemory, UNKNOWN_THREAD } from './settings.js';

/** What a session had, as far as it is remembered. */
export interface Past {
  readonly memory: ThreadMemory | undefined;
  /** Absent: it never had a thread. */
  readonly rights: Required<Rights> | undefined;
}

/**
 * What a session had, and may have again.
 *
 * @throws InvalidArgumentError when what is to be different is wider.
 */
export function pastOf(known: SessionRecord | undefined, changes: SessionSettings): Past {
  const memory = known && rememberedBy(known);
  const unknown = known?.threadId ? UNKNOWN_THREAD : undefined;
  const rights = memory ? rightsOf(memory) : unknown;
  if (rights !== undefined) checkNarrows(changes, rights);
  return { memory, rights };
}

/** How a session that was admitted again comes to its thread. */
export function resumptionOf(
  { threadId, identity, cwd }: SessionRecord,
  { memory, rights }: Past,
  { changes, reopens }: { readonly changes: SessionSettings; readonly reopens: boolean },
  rule: RightsRule,
): OpeningPlan {
  const claim = { identity, rule };
  const settings = { ...changes, ...(rights && rightsNow(rights, changes, claim)) };
  if (threadId === null) return { type: 'start', settings: { cwd, ...settings }, claim };
  // a thread of ours is in the archive only because its session was, or should have been, closed
  const unarchives = reopens || memory?.isOurs === true;
  return { type: 'resume', threadId, memory, changes: settings, unarchives };
}
