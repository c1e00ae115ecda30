import { type Kind, name, prose } from './kinds.js';
import { APPROVAL_POLICY, type ProjectRule, SANDBOX } from './setting.js';

/** The fields of a preset, and what a project file may do with each. */
export const PRESET_FIELDS = {
  model: { kind: name(), project: 'names' },
  sandbox: { kind: SANDBOX, project: 'bounds' },
  approval_policy: { kind: APPROVAL_POLICY, project: 'bounds' },
  instructions: { kind: prose(), project: 'names' },
  base_instructions: { kind: prose(), project: 'names' },
} as const satisfies Readonly<Record<string, { kind: Kind<string>; project: ProjectRule }>>;

export type PresetField = keyof typeof PRESET_FIELDS;

export const FIELDS = Object.keys(PRESET_FIELDS) as readonly PresetField[];
