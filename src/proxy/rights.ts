import type { Json } from '../domain/index.js';
import type { ApprovalPolicy, SandboxMode, SandboxPolicy } from '../domain/ports/codex.js';
import type { SessionSettings } from './api.js';

/** What a session may do at most, or has. */
export interface Rights {
  readonly sandbox?: SandboxMode;
  readonly approvalPolicy?: ApprovalPolicy;
}

/** Rights as Codex tells them. */
interface Granted {
  readonly sandboxPolicy: SandboxPolicy;
  readonly approvalPolicy: Json;
}

/** From the narrowest to the widest. */
export const SANDBOXES: readonly SandboxMode[] = [
  'read-only',
  'workspace-write',
  'danger-full-access',
];

/** From the narrowest to the widest: from asking about nearly everything to asking about nothing. */
export const APPROVAL_POLICIES: readonly ApprovalPolicy[] = ['untrusted', 'on-request', 'never'];

const MODES: Readonly<Record<string, SandboxMode>> = {
  readOnly: 'read-only',
  workspaceWrite: 'workspace-write',
  dangerFullAccess: 'danger-full-access',
};

export function sandboxModeOf({ type }: SandboxPolicy): SandboxMode | undefined {
  return Object.hasOwn(MODES, type) ? MODES[type] : undefined;
}

/** The rights a session's thread had. A policy in Codex' own words counts as asking. */
export function rightsOf({ sandboxPolicy, approvalPolicy }: Granted): Required<Rights> {
  return {
    sandbox: sandboxModeOf(sandboxPolicy) ?? 'read-only',
    approvalPolicy: isApprovalPolicy(approvalPolicy) ? approvalPolicy : 'on-request',
  };
}

/** What is asked for beyond a bound, in words; undefined if nothing is. */
export function excessOf(asked: Rights, bound: Rights): string | undefined {
  if (isBeyond(SANDBOXES, asked.sandbox, bound.sandbox)) {
    return `sandbox '${asked.sandbox}' is wider than '${bound.sandbox}'`;
  }
  if (isBeyond(APPROVAL_POLICIES, asked.approvalPolicy, bound.approvalPolicy)) {
    return `approval policy '${asked.approvalPolicy}' asks less than '${bound.approvalPolicy}'`;
  }
  return undefined;
}

function isBeyond<T>(order: readonly T[], asked: T | undefined, bound: T | undefined): boolean {
  return asked !== undefined && bound !== undefined && order.indexOf(asked) > order.indexOf(bound);
}

/** The rights that settings ask for, also those within the configuration they bring. */
export function askedRights({ sandbox, approvalPolicy, config = {} }: SessionSettings): Rights {
  const inConfig = {
    sandbox: SANDBOXES.find((mode) => mode === config.sandbox_mode),
    approvalPolicy: APPROVAL_POLICIES.find((policy) => policy === config.approval_policy),
  };
  const asked = {
    sandbox: sandbox ?? inConfig.sandbox,
    approvalPolicy: approvalPolicy ?? inConfig.approvalPolicy,
  };
  return {
    ...(asked.sandbox && { sandbox: asked.sandbox }),
    ...(asked.approvalPolicy && { approvalPolicy: asked.approvalPolicy }),
  };
}

export function isApprovalPolicy(value: Json): value is ApprovalPolicy {
  return APPROVAL_POLICIES.some((policy) => policy === value);
}

/** What Codex' own configuration gives a session. */
export interface OwnRights {
  readonly sandbox: SandboxMode | null;
  readonly approvalPolicy: Json;
}

/** Who decides about the rights of a session: the person it serves, and the project. */
export interface RightsRule {
  /** Whether Codex' own configuration matters for the decision. */
  readonly readsConfiguration: boolean;
  /** The rights a session gets, by its name and what was asked for; none leaves it to Codex. */
  readonly decide: (identity: string | undefined, asked: Rights, own: OwnRights) => Rights;
}

/** Everybody gets what they ask for. */
export const AS_ASKED: RightsRule = {
  readsConfiguration: false,
  decide: (_identity, asked) => asked,
};

/** The same rights, as far as a bound allows them. */
export function narrower(rights: Rights, bound: Rights): Rights {
  const sandbox = least(SANDBOXES, rights.sandbox, bound.sandbox);
  const approvalPolicy = least(APPROVAL_POLICIES, rights.approvalPolicy, bound.approvalPolicy);
  return { ...(sandbox && { sandbox }), ...(approvalPolicy && { approvalPolicy }) };
}

function least<T>(order: readonly T[], one: T | undefined, other: T | undefined): T | undefined {
  return isBeyond(order, one, other) ? other : one;
}
