import { typedCommand } from '../domain/shell-words.js';
import type { ItemType, ThreadItem, ThreadItems } from './protocol/model.js';
import { typeOf } from './turns.js';
import { fieldOf, itemsOf, textOf, type Unread, unread } from './unread.js';

/** How much of a command is told, in characters. */
const COMMAND_LENGTH = 120;

type Describe = (item: Unread<never>) => string;

/** What a turn does while an item is at work. An item that is no work has no words here. */
const WORDS: Readonly<Partial<Record<ItemType, string | Describe>>> = {
  agentMessage: 'writing the answer',
  reasoning: 'thinking',
  plan: 'planning',
  commandExecution: running,
  fileChange: changing,
  mcpToolCall: calling,
  dynamicToolCall: calling,
  collabAgentToolCall: 'working with another agent',
  webSearch: 'searching the web',
  imageView: 'looking at an image',
  imageGeneration: 'making an image',
  sleep: 'waiting',
  enteredReviewMode: 'reviewing',
  contextCompaction: 'compacting the conversation',
};

/** Says in a few words for people what a turn does now that an item has started. */
export function activityOf(item: Unread<ThreadItem>): string | undefined {
  const type = typeOf(item);
  if (!isDescribed(type)) return undefined;
  const words = WORDS[type];
  return typeof words === 'function' ? words(unread(item)) : words;
}

function isDescribed(type: string): type is keyof typeof WORDS {
  return Object.hasOwn(WORDS, type);
}

function running(item: Unread<ThreadItems['commandExecution']>): string {
  const command = typedCommand(textOf(fieldOf(item, 'command')));
  return `running \`${clip(command.replace(/\s+/g, ' ').trim())}\``;
}

function changing(item: Unread<ThreadItems['fileChange']>): string {
  const files = itemsOf(fieldOf(item, 'changes')).length;
  return files === 1 ? 'changing 1 file' : `changing ${files} files`;
}

/** A tool of Codex itself has no server. */
function calling(item: Unread<ThreadItems['mcpToolCall']>): string {
  const names = [textOf(fieldOf(item, 'server')), textOf(fieldOf(item, 'tool'))];
  return `calling ${names.filter((name) => name !== '').join('.')}`;
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length <= COMMAND_LENGTH
    ? text
    : `${characters.slice(0, COMMAND_LENGTH - 1).join('')}…`;
}
