import type { Json, JsonObject } from '../../domain/index.js';
import { durationOf } from '../old-shapes.js';
import { fieldOf, numberOf, objectOf, present, textOf } from '../unread.js';
import type { ItemWords } from './item-words.js';

/** A call of an MCP server's tool. */
export const TOOL_ITEM: ItemWords = {
  isWork: true,
  item: (item) => ({
    type: 'McpToolCall',
    id: textOf(item, 'id') ?? '',
    ...invocationOf(item),
    status: textOf(item, 'status') ?? '',
  }),
  started: (item) => [
    {
      type: 'mcp_tool_call_begin',
      call_id: textOf(item, 'id') ?? '',
      invocation: invocationOf(item),
    },
  ],
  completed: (item) => [
    {
      type: 'mcp_tool_call_end',
      call_id: textOf(item, 'id') ?? '',
      invocation: invocationOf(item),
      duration: durationOf(numberOf(item, 'durationMs') ?? 0),
      result: resultOf(item),
    },
  ],
};

function invocationOf(item: Json): JsonObject {
  return {
    server: textOf(item, 'server') ?? '',
    tool: textOf(item, 'tool') ?? '',
    arguments: fieldOf(item, 'arguments') ?? null,
  };
}

/** Rust's `Result`. */
function resultOf(item: Json): JsonObject {
  const result = objectOf(item, 'result');
  return result === undefined
    ? { Err: textOf(item, 'error', 'message') ?? '' }
    : { Ok: present(result) };
}
