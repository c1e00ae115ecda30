import type { Json, JsonObject } from '../../domain/index.js';
import type { Notified } from '../../domain/ports/codex.js';
import type { OldMessage } from './old-event.js';

/** An item of a turn in its old shape, and the messages that went with it. */
export interface ItemWords {
  /** The item as `item_started` and `item_completed` carry it. */
  readonly item: (item: Json, isCompleted: boolean) => JsonObject;
  readonly started?: (item: Json, notice: Notified) => readonly OldMessage[];
  readonly completed?: (item: Json, notice: Notified) => readonly OldMessage[];
  /** Whether it is work: a message before it is not the answer. */
  readonly isWork?: true;
}
