import type { ApprovalPolicy, SandboxMode } from '../../domain/ports/codex.js';
import { type Kind, oneOf, type Value } from './kinds.js';
import { APPROVAL_POLICIES, SANDBOXES } from './rights.js';

/**
 * What a project file may do with a setting that the person does not set. `never`: not have it.
 * `names`: give it a value. `narrows`: make it lower or narrower than the default. `bounds`: say how
 * much callers and Codex' own configuration get at most.
 */
export type ProjectRule = 'never' | 'names' | 'narrows' | 'bounds';

/** One setting: everything else about it is derived from this. */
export interface Setting<T extends Value, D extends Value = T> {
  readonly kind: Kind<T>;
  readonly initial: D;
  readonly project: ProjectRule;
  /** A value that is refused in a project file, instead of having no effect there. */
  readonly refusedInProject?: T;
  /** How null is shown. */
  readonly unset?: string;
  /** Its flag, if that is not its key with dashes. */
  readonly flag?: string;
  /** What it is, in a few words. */
  readonly description: string;
}

export const setting = <T extends Value, D extends Value = T>(one: Setting<T, D>): Setting<T, D> =>
  one;

export const SANDBOX = oneOf<SandboxMode>('mode', SANDBOXES);
export const APPROVAL_POLICY = oneOf<ApprovalPolicy>('policy', APPROVAL_POLICIES);
