import type { Json } from '../../domain/index.js';
import type { ApprovalPolicy, SandboxMode } from '../../domain/ports/codex.js';
import { APPROVAL_POLICIES, SANDBOXES } from '../../proxy/rights.js';

export { APPROVAL_POLICIES, SANDBOXES };

/** What an approval is answered with when nobody answers it. */
export type ApprovalDefault = 'cancel' | 'decline' | 'accept';

/** From the narrowest to the widest. */
export const APPROVAL_DEFAULTS: readonly ApprovalDefault[] = ['cancel', 'decline', 'accept'];

/** The widest rights that a project file leaves to a session. Null: it says nothing about that. */
export interface Bounds {
  readonly sandbox: SandboxMode | null;
  readonly approvalPolicy: ApprovalPolicy | null;
}

export const NO_BOUNDS: Bounds = { sandbox: null, approvalPolicy: null };

/** Rights that somebody asks for or sets. Null: nobody does. */
export type Rights = Bounds;

/** The wider of Codex' own defaults, where neither a caller nor a configuration says anything. */
const CODEX_AT_MOST = { sandbox: 'workspace-write', approvalPolicy: 'on-request' } as const;

/** What decides about the rights of a session. */
export interface Claims {
  /** By the caller of the tool, `sandbox_mode` and `approval_policy` of its `config` included. */
  readonly asked: Rights;
  /** By the preset of the session's identity. */
  readonly preset: (Rights & { readonly bounds: Bounds }) | null;
  readonly settings: Rights;
  readonly bounds: Bounds;
  /** By Codex' own configuration; a policy may be an object there. Null: it says nothing. */
  readonly own: { readonly sandbox: SandboxMode | null; readonly approvalPolicy: Json };
}

/**
 * The rights a session is started with: what the caller asks for, else the preset of its identity,
 * else the settings, else Codex' own configuration; and never more than the bounds, but for what the
 * user's preset itself says. Null leaves it to Codex, which is narrow enough then.
 */
export function sessionRights({ asked, preset, settings, bounds, own }: Claims): Rights {
  const { approvalPolicy: policy } = own;
  const claim = <K extends keyof Rights>(key: K) => ({
    wanted: asked[key] ?? preset?.[key] ?? settings[key],
    said: preset?.[key] ?? null,
    bounds: [bounds[key], preset?.bounds[key] ?? null],
  });
  return {
    sandbox: bounded(SANDBOXES, {
      ...claim('sandbox'),
      left: own.sandbox ?? CODEX_AT_MOST.sandbox,
    }),
    approvalPolicy: bounded(APPROVAL_POLICIES, {
      ...claim('approvalPolicy'),
      // what cannot be compared counts as the widest
      left: policy === null ? CODEX_AT_MOST.approvalPolicy : (policyIn(policy) ?? 'never'),
    }),
  };
}

const policyIn = (value: Json) => APPROVAL_POLICIES.find((policy) => policy === value);

interface Claim<T> {
  readonly wanted: T | null;
  /** What holds if nothing is wanted. */
  readonly left: T;
  /** What the user's preset says: bounds do not go below it. */
  readonly said: T | null;
  readonly bounds: readonly (T | null)[];
}

function bounded<T>(order: readonly T[], { wanted, left, said, bounds }: Claim<T>): T | null {
  const narrowest = order.find((word) => bounds.includes(word));
  if (narrowest === undefined) return wanted;
  const bound = widest(order, [narrowest, said]);
  return order.indexOf(bound) < order.indexOf(wanted ?? left) ? bound : wanted;
}

/** The widest of some values of an order, one of which is not null. */
export function widest<T>(
  order: readonly T[],
  [first, ...others]: readonly [T, ...(T | null)[]],
): T {
  return order.findLast((word) => word === first || others.includes(word)) ?? first;
}
