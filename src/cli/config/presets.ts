import { type BoundsSet, boundsSet } from './bounds.js';
import type { GivenFile, GivenPreset, Origin } from './given.js';
import type { PresetField } from './preset-fields.js';
import { APPROVAL_POLICIES, type Bounds, type Rights, SANDBOXES } from './rights.js';

/** What sessions of an identity start with, where the caller does not say. Null: nothing. */
export interface Preset extends Rights {
  readonly model: string | null;
  /** The developer instructions. */
  readonly instructions: string | null;
  readonly baseInstructions: string | null;
  /** What the project file bounds sessions of this identity to, callers included. */
  readonly bounds: Bounds;
  /** Where it is written: in the user's file, in the project's, or in both. */
  readonly origins: readonly Origin[];
}

/** By identity. */
export type Presets = ReadonlyMap<string, Preset>;

/**
 * Makes presets of the user's and the project's. What the user's one says stands; the project's
 * adds what that does not say, and its rights are bounds only.
 */
export function mergePresets(
  user: GivenFile['presets'],
  project: GivenFile['presets'],
): { readonly presets: Presets; readonly bounds: readonly BoundsSet[] } {
  const identities = [...new Set([...user.keys(), ...project.keys()])];
  const merged = identities.map((identity) => {
    return mergedOne(identity, user.get(identity), project.get(identity));
  });
  return {
    presets: new Map(merged.map(({ identity, preset }) => [identity, preset])),
    bounds: merged.map(({ bounds }) => bounds),
  };
}

function mergedOne(
  identity: string,
  user: GivenPreset | undefined,
  project: GivenPreset | undefined,
) {
  const said = (field: PresetField) => user?.fields.get(field)?.value;
  const named = (field: PresetField) => said(field) ?? project?.fields.get(field)?.value ?? null;
  const rights: Rights = {
    sandbox: SANDBOXES.find((word) => word === said('sandbox')) ?? null,
    approvalPolicy: APPROVAL_POLICIES.find((word) => word === said('approval_policy')) ?? null,
  };
  const bounds = boundsSet(project?.fields ?? new Map(), rights, `presets.${identity}.`);
  const preset: Preset = {
    ...rights,
    model: named('model'),
    instructions: named('instructions'),
    baseInstructions: named('base_instructions'),
    bounds: bounds.bounds,
    origins: [user, project].flatMap((one) => (one === undefined ? [] : [one.origin])),
  };
  return { identity, preset, bounds };
}
