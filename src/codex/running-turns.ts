import type { CodexFact, FileChange, TurnAddress } from '../domain/ports/codex.js';
import { itemAddressOf } from './facts.js';
import type { FileUpdate, ItemType, ThreadItems } from './protocol/model.js';
import type { ItemNotice, ServerNotifications } from './protocol/notifications.js';
import { typeOf } from './turns.js';
import { fieldOf, itemsOf, nameOf, textOf, type Unread, unread } from './unread.js';

/** The items of tools: a message before one of them is not the turn's last word. */
const TOOLS: readonly ItemType[] = [
  'commandExecution',
  'fileChange',
  'mcpToolCall',
  'dynamicToolCall',
  'collabAgentToolCall',
  'webSearch',
  'imageView',
  'imageGeneration',
  'sleep',
  'functionCallOutput',
];

interface RunningTurn {
  readonly turnId: string;
  lastMessage: string;
  /** By item, while the item is at work. */
  readonly changes: Map<string, readonly FileChange[]>;
}

/**
 * What has to be remembered of the turns that run, one for each thread: `turn/completed` tells no
 * message that is commentary, and a request to approve a change does not tell the change (0.169.0).
 */
export class RunningTurns {
  readonly #turns = new Map<string, RunningTurn>();

  /** Hears a notification before its facts are told. */
  hear(method: string, params: unknown): void {
    if (method === 'item/started') this.#hearItemStart(unread(params));
    else if (method === 'item/completed') this.#hearItemEnd(unread(params));
    else if (method === 'thread/status/changed') this.#hearStatus(unread(params));
  }

  /** Takes the facts of a turn as they are told, and adds to its end what only we know. */
  follow(fact: CodexFact): CodexFact {
    switch (fact.type) {
      case 'turn.started':
        if (this.#turns.get(fact.threadId)?.turnId !== fact.turnId) this.#begin(fact);
        return fact;
      case 'message.completed': {
        const turn = this.#turnAt(fact);
        if (turn !== undefined) turn.lastMessage = fact.text;
        return fact;
      }
      case 'turn.completed': {
        const remembered = this.#end(fact)?.lastMessage ?? '';
        return fact.lastMessage === '' ? { ...fact, lastMessage: remembered } : fact;
      }
      case 'turn.failed':
      case 'turn.interrupted':
        this.#end(fact);
        return fact;
      default:
        return fact;
    }
  }

  /** The changes an item announced. */
  changesOf(threadId: string, itemId: string): readonly FileChange[] {
    return this.#turns.get(threadId)?.changes.get(itemId) ?? [];
  }

  /** Forgets everything: the process is gone. */
  clear(): void {
    this.#turns.clear();
  }

  #hearItemStart(params: Unread<ItemNotice>): void {
    const turn = this.#turnAt(itemAddressOf(params));
    if (turn === undefined) return;
    const item = fieldOf(params, 'item');
    const type = typeOf(item);
    if (TOOLS.some((tool) => tool === type)) turn.lastMessage = '';
    if (type === 'fileChange') noteChanges(turn, unread(item));
  }

  #hearItemEnd(params: Unread<ItemNotice>): void {
    const item: Unread<ThreadItems['fileChange']> = unread(fieldOf(params, 'item'));
    this.#turnAt(itemAddressOf(params))?.changes.delete(textOf(fieldOf(item, 'id')));
  }

  /** A thread that was unloaded tells no end of its turn. */
  #hearStatus(params: Unread<ServerNotifications['thread/status/changed']>): void {
    if (nameOf(fieldOf(fieldOf(params, 'status'), 'type')) !== 'notLoaded') return;
    this.#turns.delete(textOf(fieldOf(params, 'threadId')));
  }

  /** The turn of an address: the one that runs, or one whose beginning nobody told us. */
  #turnAt(address: TurnAddress | undefined): RunningTurn | undefined {
    if (address === undefined) return undefined;
    const turn = this.#turns.get(address.threadId) ?? this.#begin(address);
    return turn.turnId === address.turnId ? turn : undefined;
  }

  #begin({ threadId, turnId }: TurnAddress): RunningTurn {
    const turn = { turnId, lastMessage: '', changes: new Map<string, readonly FileChange[]>() };
    this.#turns.set(threadId, turn);
    return turn;
  }

  #end({ threadId, turnId }: TurnAddress): RunningTurn | undefined {
    const turn = this.#turns.get(threadId);
    if (turn?.turnId !== turnId) return undefined;
    this.#turns.delete(threadId);
    return turn;
  }
}

function noteChanges(turn: RunningTurn, item: Unread<ThreadItems['fileChange']>): void {
  const itemId = nameOf(fieldOf(item, 'id'));
  const changes = itemsOf(fieldOf(item, 'changes')).flatMap((change) => changeOf(change) ?? []);
  if (itemId !== undefined) turn.changes.set(itemId, changes);
}

function changeOf(update: Unread<FileUpdate>): FileChange | undefined {
  const path = nameOf(fieldOf(update, 'path'));
  const kind = nameOf(fieldOf(fieldOf(update, 'kind'), 'type'));
  if (path === undefined || (kind !== 'add' && kind !== 'delete' && kind !== 'update')) {
    return undefined;
  }
  return { path, kind, diff: textOf(fieldOf(update, 'diff')) };
}
