import type { Json, JsonObject } from '../../domain/index.js';
import type { Notified } from '../../domain/ports/codex.js';
import { fieldOf, itemsOf, numberOf, present, textOf } from '../unread.js';
import { COMMAND_ITEM } from './commands.js';
import type { ItemWords } from './item-words.js';
import type { Memory, OldMessage } from './old-event.js';
import { PATCH_ITEM } from './patches.js';
import { TOOL_ITEM } from './tools.js';

const USER_MESSAGE: ItemWords = {
  item: (item) => ({
    type: 'UserMessage',
    id: idOf(item),
    content: itemsOf(item, 'content'),
  }),
  completed: (item) => [
    {
      type: 'user_message',
      message: itemsOf(item, 'content')
        .map((part) => textOf(part, 'text') ?? '')
        .join(''),
      images: [],
      local_images: [],
      audio: [],
      local_audio: [],
      text_elements: itemsOf(item, 'content').flatMap((part) => itemsOf(part, 'text_elements')),
    },
  ],
};

const AGENT_MESSAGE: ItemWords = {
  item: (item) => ({
    type: 'AgentMessage',
    id: idOf(item),
    content: [{ type: 'Text', text: textOf(item, 'text') ?? '' }],
    ...present({ phase: fieldOf(item, 'phase') }),
  }),
  completed: (item) => [
    {
      type: 'agent_message',
      message: textOf(item, 'text') ?? '',
      phase: fieldOf(item, 'phase') ?? null,
      memory_citation: fieldOf(item, 'memoryCitation') ?? null,
    },
  ],
};

const REASONING: ItemWords = {
  item: (item) => ({
    type: 'Reasoning',
    id: idOf(item),
    summary_text: itemsOf(item, 'summary'),
    raw_content: itemsOf(item, 'content'),
  }),
  completed: (item) => itemsOf(item, 'summary').map((text) => ({ type: 'agent_reasoning', text })),
};

const COMPACTION: ItemWords = {
  item: (item) => ({ type: 'ContextCompaction', id: idOf(item) }),
  completed: () => [{ type: 'context_compacted' }],
};

const WORDS: Readonly<Record<string, ItemWords>> = {
  userMessage: USER_MESSAGE,
  agentMessage: AGENT_MESSAGE,
  reasoning: REASONING,
  contextCompaction: COMPACTION,
  commandExecution: COMMAND_ITEM,
  fileChange: PATCH_ITEM,
  mcpToolCall: TOOL_ITEM,
};

/** An item of a later kind has no old words. */
export function itemStarted(notice: Notified, memory: Memory): OldMessage[] {
  const item = fieldOf(notice.params, 'item') ?? null;
  const words = wordsOf(item);
  if (words === undefined) return [];
  if (words.isWork) memory.lastMessage = null;
  const head = { type: 'item_started', ...placeOf(notice), item: words.item(item, false) };
  return [
    { ...head, started_at_ms: startOf(notice, item) },
    ...(words.started?.(item, notice) ?? []),
  ];
}

export function itemCompleted(notice: Notified, memory: Memory): OldMessage[] {
  const item = fieldOf(notice.params, 'item') ?? null;
  const words = wordsOf(item);
  if (words === undefined) return [];
  if (words === AGENT_MESSAGE) memory.lastMessage = textOf(item, 'text') ?? '';
  const head = { type: 'item_completed', ...placeOf(notice), item: words.item(item, true) };
  const times = {
    started_at_ms: startOf(notice, item),
    completed_at_ms: numberOf(notice.params, 'completedAtMs') ?? null,
  };
  return [{ ...head, ...times }, ...(words.completed?.(item, notice) ?? [])];
}

function wordsOf(item: Json): ItemWords | undefined {
  const type = textOf(item, 'type') ?? '';
  return Object.hasOwn(WORDS, type) ? WORDS[type] : undefined;
}

function placeOf({ threadId, turnId }: Notified): JsonObject {
  return { thread_id: threadId, turn_id: turnId };
}

function startOf({ params }: Notified, item: Json): number | null {
  return numberOf(item, 'startedAtMs') ?? numberOf(params, 'startedAtMs') ?? null;
}

function idOf(item: Json): string {
  return textOf(item, 'id') ?? '';
}
