import type { Result } from '@modelcontextprotocol/server';
import type { AgentService } from '../proxy/api.js';
import type { Caller } from './caller.js';

/** What the tools work with. */
export interface House {
  /** The service; opened in the background, because a client is greeted before the registry is read. */
  readonly service: () => Promise<AgentService>;
  /** Whether to send `codex/event` notifications. */
  readonly events: boolean;
  /** Whether clients that declared it are asked for approvals. */
  readonly elicits: boolean;
  /** The longest result, in characters. */
  readonly maxResultChars: number;
}

/** A tool at work: takes the arguments as they came. */
export type ToolCall = (house: House, caller: Caller, given: unknown) => Promise<Result>;
