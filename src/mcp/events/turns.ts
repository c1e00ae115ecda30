import type { Json, JsonObject } from '../../domain/index.js';
import type { Notified } from '../../domain/ports/codex.js';
import { snakeCased, snakeWord } from '../old-shapes.js';
import { fieldOf, itemsOf, numberOf, textOf } from '../unread.js';
import type { Memory, OldMessage, Say } from './old-event.js';

/** What is told of a turn as a whole. */
export const TURN_MESSAGES: Readonly<Record<string, Say>> = {
  warning: ({ params }) => [{ type: 'warning', message: textOf(params, 'message') ?? '' }],
  'turn/started': started,
  'turn/completed': ended,
  'turn/diff/updated': ({ params }) => [
    { type: 'turn_diff', unified_diff: textOf(params, 'diff') ?? '' },
  ],
  'thread/tokenUsage/updated': tokensCounted,
  error: erred,
};

function started({ turnId, params }: Notified, memory: Memory): OldMessage[] {
  memory.lastMessage = null;
  return [
    {
      type: 'task_started',
      turn_id: turnId,
      started_at: numberOf(params, 'turn', 'startedAt') ?? null,
      model_context_window: memory.contextWindow,
      collaboration_mode_kind: 'default',
    },
  ];
}

function ended({ turnId, params }: Notified, memory: Memory): OldMessage[] {
  const turn = fieldOf(params, 'turn');
  const times = {
    started_at: numberOf(turn, 'startedAt') ?? null,
    completed_at: numberOf(turn, 'completedAt') ?? null,
    duration_ms: numberOf(turn, 'durationMs') ?? null,
  };
  if (textOf(turn, 'status') === 'interrupted') {
    return [{ type: 'turn_aborted', turn_id: turnId, reason: 'interrupted', ...times }];
  }
  // a turn whose only message is a commentary ends without items (0.169.0)
  const last = textOf(itemsOf(turn, 'items').at(-1), 'text') ?? memory.lastMessage;
  return [{ type: 'task_complete', turn_id: turnId, last_agent_message: last, ...times }];
}

/** The limits of the account belong to no thread, so they do not get here. */
function tokensCounted({ params }: Notified, memory: Memory): OldMessage[] {
  const usage = fieldOf(params, 'tokenUsage');
  memory.contextWindow = numberOf(usage, 'modelContextWindow') ?? memory.contextWindow;
  const info = {
    total_token_usage: countsOf(fieldOf(usage, 'total')),
    last_token_usage: countsOf(fieldOf(usage, 'last')),
    model_context_window: memory.contextWindow,
  };
  return [{ type: 'token_count', info, rate_limits: null }];
}

const COUNTS = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteInputTokens',
  'outputTokens',
  'reasoningOutputTokens',
  'totalTokens',
] as const;

function countsOf(usage: Json | undefined): JsonObject {
  return Object.fromEntries(COUNTS.map((name) => [snakeWord(name), numberOf(usage, name) ?? 0]));
}

/** An error that Codex retries is not the end of the turn. */
function erred({ params }: Notified): OldMessage[] {
  const error = fieldOf(params, 'error');
  const told = {
    message: textOf(error, 'message') ?? '',
    codex_error_info: snakeCased(fieldOf(error, 'codexErrorInfo') ?? null),
  };
  if (fieldOf(params, 'willRetry') !== true) return [{ type: 'error', ...told }];
  const details = textOf(error, 'additionalDetails') ?? null;
  return [{ type: 'stream_error', ...told, additional_details: details }];
}
