import { pathToFileURL } from 'node:url';
import { argvOf, type Json, type JsonObject } from '../../domain/index.js';
import { durationOf, parsedCommandsOf, snakeWord } from '../old-shapes.js';
import { fieldOf, numberOf, present, textOf } from '../unread.js';
import type { ItemWords } from './item-words.js';

/** A command that runs. App-server keeps its output in one text, which the old server had twice. */
export const COMMAND_ITEM: ItemWords = {
  isWork: true,
  item: (item, isCompleted) => ({
    type: 'CommandExecution',
    id: idOf(item),
    ...processOf(item),
    ...commandOf(item),
    status: statusOf(item),
    ...(isCompleted && outcomeOf(item)),
  }),
  started: (item, { turnId }) => [
    {
      type: 'exec_command_begin',
      call_id: idOf(item),
      ...processOf(item),
      turn_id: turnId,
      started_at_ms: numberOf(item, 'startedAtMs') ?? null,
      ...commandOf(item),
    },
  ],
  completed: (item, { turnId }) => [
    {
      type: 'exec_command_end',
      call_id: idOf(item),
      ...processOf(item),
      turn_id: turnId,
      completed_at_ms: numberOf(item, 'completedAtMs') ?? null,
      ...commandOf(item),
      ...outcomeOf(item),
      status: statusOf(item),
    },
  ],
};

function commandOf(item: Json): JsonObject {
  return {
    command: argvOf(textOf(item, 'command') ?? ''),
    cwd: pathToFileURL(textOf(item, 'cwd') ?? '').href,
    parsed_cmd: parsedCommandsOf(fieldOf(item, 'commandActions')),
    source: snakeWord(textOf(item, 'source') ?? 'agent'),
  };
}

function outcomeOf(item: Json): JsonObject {
  const output = textOf(item, 'aggregatedOutput') ?? '';
  return {
    stdout: output,
    stderr: '',
    aggregated_output: output,
    exit_code: numberOf(item, 'exitCode') ?? -1,
    duration: durationOf(numberOf(item, 'durationMs') ?? 0),
    formatted_output: output,
  };
}

function processOf(item: Json): JsonObject {
  return present({ process_id: fieldOf(item, 'processId') });
}

function statusOf(item: Json): string {
  return snakeWord(textOf(item, 'status') ?? '');
}

function idOf(item: Json): string {
  return textOf(item, 'id') ?? '';
}
