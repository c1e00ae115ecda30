import type { JsonObject } from '../../domain/index.js';
import type { Notified } from '../../domain/ports/codex.js';
import { numberOf, textOf } from '../unread.js';
import type { Say } from './old-event.js';

/** What is told of an item while it is at work. */
export const DELTA_MESSAGES: Readonly<Record<string, Say>> = {
  'item/agentMessage/delta': (notice) => [
    { type: 'agent_message_content_delta', ...placeOf(notice), delta: deltaOf(notice) },
  ],
  'item/reasoning/summaryTextDelta': (notice) => [
    {
      type: 'reasoning_content_delta',
      ...placeOf(notice),
      delta: deltaOf(notice),
      summary_index: indexOf(notice),
    },
  ],
  'item/reasoning/summaryPartAdded': (notice) => [
    {
      type: 'agent_reasoning_section_break',
      item_id: itemIdOf(notice),
      summary_index: indexOf(notice),
    },
  ],
  'item/commandExecution/outputDelta': (notice) => [
    {
      type: 'exec_command_output_delta',
      call_id: itemIdOf(notice),
      stream: 'stdout',
      chunk: Buffer.from(deltaOf(notice)).toString('base64'),
    },
  ],
};

function placeOf(notice: Notified): JsonObject {
  return { thread_id: notice.threadId, turn_id: notice.turnId, item_id: itemIdOf(notice) };
}

function itemIdOf({ params }: Notified): string {
  return textOf(params, 'itemId') ?? '';
}

function deltaOf({ params }: Notified): string {
  return textOf(params, 'delta') ?? '';
}

function indexOf({ params }: Notified): number {
  return numberOf(params, 'summaryIndex') ?? 0;
}
