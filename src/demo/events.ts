import { isJsonObject, ownField } from '../domain/index.js';

/** What the demo hears of a turn, from the proxy's `codex/event` notifications. */
export type AgentEvent =
  | { readonly type: 'started' | 'ended'; readonly threadId: string }
  /** The agent says some more of a message. */
  | {
      readonly type: 'words';
      readonly threadId: string;
      readonly itemId: string;
      readonly text: string;
    }
  /** A message is whole. */
  | { readonly type: 'message'; readonly threadId: string; readonly text: string };

/** Reads the params of `codex/event`; undefined for what the demo does not tell. */
export function agentEventOf(params: unknown): AgentEvent | undefined {
  const threadId = textAt(params, '_meta', 'threadId');
  switch (textAt(params, 'msg', 'type')) {
    case 'task_started':
      return { type: 'started', threadId };
    case 'task_complete':
    case 'turn_aborted':
      return { type: 'ended', threadId };
    case 'agent_message_content_delta': {
      const itemId = textAt(params, 'msg', 'item_id');
      return { type: 'words', threadId, itemId, text: textAt(params, 'msg', 'delta') };
    }
    case 'agent_message':
      return { type: 'message', threadId, text: textAt(params, 'msg', 'message') };
    default:
      return undefined;
  }
}

function textAt(value: unknown, outer: string, inner: string): string {
  const object = isJsonObject(value) ? ownField(value, outer) : undefined;
  const text = isJsonObject(object) ? ownField(object, inner) : undefined;
  return typeof text === 'string' ? text : '';
}

/** The events of all turns, for whoever waits for one. */
export interface EventFeed {
  publish(event: AgentEvent): void;
  /** Calls the listener with every event from now on, until the returned function is called. */
  listen(listener: (event: AgentEvent) => void): () => void;
  /** Resolves when the agent on a thread has said these words. Ask before it can begin. */
  words(threadId: string, words: string): Promise<void>;
}

export function createEventFeed(): EventFeed {
  const listeners = new Set<(event: AgentEvent) => void>();

  const listen: EventFeed['listen'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    publish(event) {
      for (const listener of [...listeners]) listener(event);
    },
    listen,
    words(threadId, words) {
      let said = '';
      return new Promise((resolve) => {
        const stop = listen((event) => {
          if (event.type !== 'words' || event.threadId !== threadId) return;
          said += event.text;
          if (!said.includes(words)) return;
          stop();
          resolve();
        });
      });
    },
  };
}
