import type { RequestId, ThreadItem, ThreadStatus, Turn, TurnError } from './model.js';

/** The notifications we understand, and what we read of them. Others are passed on unread. */
export interface ServerNotifications {
  readonly 'turn/started': {
    readonly threadId: string;
    readonly turn: { readonly id: string };
  };
  readonly 'turn/completed': { readonly threadId: string; readonly turn: Turn };
  readonly 'item/started': ItemNotice;
  readonly 'item/completed': ItemNotice;
  readonly 'item/agentMessage/delta': {
    readonly threadId: string;
    readonly turnId: string;
    readonly delta: string;
  };
  readonly error: {
    readonly threadId: string;
    readonly turnId: string;
    readonly error: TurnError;
    readonly willRetry: boolean;
  };
  readonly 'serverRequest/resolved': { readonly threadId: string; readonly requestId: RequestId };
  readonly 'thread/status/changed': {
    readonly threadId: string;
    readonly status: { readonly type: ThreadStatus };
  };
}

export interface ItemNotice {
  readonly threadId: string;
  readonly turnId: string;
  readonly item: ThreadItem;
}
