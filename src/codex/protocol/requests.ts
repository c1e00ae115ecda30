import type { Json, JsonObject } from '../../domain/json.js';
import type { SandboxMode, SandboxPolicy, Thread, Turn } from './model.js';

/** The requests we send: their parameters, and what we read of the results. */
export interface ClientRequests {
  readonly initialize: {
    readonly params: {
      readonly clientInfo: {
        readonly name: string;
        readonly title: string | null;
        readonly version: string;
      };
      readonly capabilities: {
        readonly experimentalApi: boolean;
        readonly requestAttestation: boolean;
      };
    };
    readonly result: { readonly userAgent: string };
  };
  readonly 'thread/start': { readonly params: ThreadOptions; readonly result: OpenedThread };
  readonly 'thread/resume': { readonly params: LoadOptions; readonly result: OpenedThread };
  readonly 'thread/fork': { readonly params: LoadOptions; readonly result: OpenedThread };
  readonly 'thread/read': {
    readonly params: { readonly threadId: string; readonly includeTurns: boolean };
    readonly result: { readonly thread: Thread };
  };
  readonly 'thread/turns/list': {
    readonly params: {
      readonly threadId: string;
      readonly limit: number;
      readonly sortDirection: 'desc';
      readonly itemsView: 'summary';
    };
    readonly result: { readonly data: readonly Turn[] };
  };
  readonly 'thread/backgroundTerminals/clean': ThreadCommand;
  readonly 'thread/unsubscribe': ThreadCommand;
  readonly 'thread/archive': ThreadCommand;
  readonly 'thread/unarchive': ThreadCommand;
  readonly 'turn/start': {
    readonly params: TurnOptions;
    readonly result: { readonly turn: { readonly id: string } };
  };
  readonly 'turn/interrupt': {
    readonly params: { readonly threadId: string; readonly turnId: string };
    readonly result: unknown;
  };
  readonly 'config/read': {
    readonly params: { readonly includeLayers: boolean; readonly cwd: string | null };
    readonly result: {
      readonly config: Configuration;
      readonly layers: readonly ConfigurationLayer[] | null;
    };
  };
}

interface ThreadCommand {
  readonly params: { readonly threadId: string };
  readonly result: unknown;
}

export interface ThreadOptions {
  readonly cwd?: string;
  readonly model?: string;
  readonly sandbox?: SandboxMode;
  readonly approvalPolicy?: 'untrusted' | 'on-request' | 'never';
  readonly baseInstructions?: string;
  readonly developerInstructions?: string;
  readonly config?: JsonObject;
}

export interface LoadOptions extends ThreadOptions {
  readonly threadId: string;
  readonly excludeTurns: boolean;
}

export interface OpenedThread {
  readonly thread: Thread;
  readonly cwd: string;
  readonly model: string;
  readonly modelProvider: string;
  readonly reasoningEffort: string | null;
  readonly approvalPolicy: Json;
  readonly sandbox: SandboxPolicy;
}

export interface TurnOptions {
  readonly threadId: string;
  readonly input: { readonly type: 'text'; readonly text: string; readonly text_elements: [] }[];
  readonly cwd?: string;
  readonly model?: string;
  readonly effort?: string;
  readonly approvalPolicy?: Json;
  readonly sandboxPolicy?: JsonObject & { readonly type: string };
}

export interface Configuration {
  readonly model: string | null;
  readonly sandbox_mode: SandboxMode | null;
  readonly approval_policy: Json;
  /** The name of a permission profile; not in the generated types, but told (0.169.0). */
  readonly default_permissions?: Json;
}

/** One file, or other source, the configuration is made of. */
export interface ConfigurationLayer {
  readonly name: { readonly type: string };
  /** As it was written. */
  readonly config: unknown;
}
