import type { SessionRecord } from './record.js';
import type { Refusal } from './refusals.js';

/** Why a session became stale. */
export type StaleReason = 'lost' | 'parked' | 'stopped' | 'failed';

/** One thing that happened, delivered to the listeners of `subscribe` in the order it happened. */
export type SessionChange =
  | {
      readonly type:
        | 'registered'
        | 'changed'
        | 'resumed'
        | 'stale'
        | 'closed'
        | 'inserted'
        | 'forgotten';
      /** The record after the change; the last one known for `forgotten`. */
      readonly record: SessionRecord;
      /** The record before it, if there was one. */
      readonly previous?: SessionRecord;
      /** Only with `stale`. */
      readonly reason?: StaleReason;
      /** What the session's actor failed with; only with the reason `failed`. */
      readonly error?: unknown;
    }
  | {
      readonly type: 'refused';
      readonly command: 'register' | 'resume';
      readonly refusal: Refusal;
    };
