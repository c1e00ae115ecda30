import type { Json, JsonObject } from '../../domain/json.js';
import type { Elicitation, PermissionProfile, UserAnswer } from './model.js';

/** The requests of the server we can answer: what we read of them, and the answers we give. */
export interface ServerRequests {
  readonly 'item/commandExecution/requestApproval': {
    readonly params: {
      readonly threadId: string;
      readonly turnId: string;
      readonly itemId: string;
      readonly reason?: string | null;
      readonly command?: string | null;
      readonly cwd?: string | null;
      readonly networkApprovalContext?: { readonly host: string } | null;
    };
    readonly answer: { readonly decision: CommandDecision };
  };
  readonly 'item/fileChange/requestApproval': {
    readonly params: {
      readonly threadId: string;
      readonly turnId: string;
      readonly itemId: string;
      readonly reason?: string | null;
      readonly grantRoot?: string | null;
    };
    readonly answer: { readonly decision: PlainDecision };
  };
  readonly 'item/permissions/requestApproval': {
    readonly params: {
      readonly threadId: string;
      readonly turnId: string;
      readonly itemId: string;
      readonly reason: string | null;
      readonly permissions: PermissionProfile;
    };
    readonly answer: {
      readonly permissions: { readonly network?: JsonObject; readonly fileSystem?: JsonObject };
      readonly scope: 'turn' | 'session';
    };
  };
  readonly 'mcpServer/elicitation/request': {
    readonly params: Elicitation;
    readonly answer: {
      readonly action: 'accept' | 'decline' | 'cancel';
      readonly content: Json;
      readonly _meta: Json;
    };
  };
  readonly 'item/tool/requestUserInput': {
    readonly params: {
      readonly threadId: string;
      readonly turnId: string;
      readonly itemId: string;
      readonly questions: readonly { readonly id: string; readonly question: string }[];
    };
    readonly answer: { readonly answers: Readonly<Record<string, UserAnswer>> };
  };
}

export type PlainDecision = 'accept' | 'acceptForSession' | 'decline' | 'cancel';

export type CommandDecision =
  | PlainDecision
  | { readonly acceptWithExecpolicyAmendment: { readonly execpolicy_amendment: string[] } };
