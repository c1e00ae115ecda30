import { printableJson } from '../text.js';
import type { Value } from './kinds.js';
import type { Configuration } from './load.js';
import type { Bounds } from './rights.js';
import { camel, KEYS, settingOf } from './settings.js';
import { isList, masked } from './shown.js';

/** A configuration for programs, with the names that files have: one setting in a line. */
export function configurationJson(configuration: Configuration): string {
  const { settings, origins, bounds, boundOrigins, presets, files, notes } = configuration;
  const values: Readonly<Record<string, Value>> = settings;
  const lines = KEYS.map((key) => {
    const value = values[camel(key)] ?? null;
    const shown = settingOf(key).kind.isPrivate && isList(value) ? masked(value) : value;
    return `    ${printableJson(key)}: ${printableJson({ value: shown, ...origins[key] })}`;
  });
  const named = Object.fromEntries(
    Array.from(presets, ([identity, preset]) => {
      const { model, sandbox, approvalPolicy, instructions, baseInstructions, origins } = preset;
      const fields = {
        model,
        sandbox,
        approval_policy: approvalPolicy,
        instructions,
        base_instructions: baseInstructions,
      };
      return [identity, { ...fields, bounds: inWords(preset.bounds), from: origins }];
    }),
  );
  const rest = {
    bounds: { ...inWords(bounds), from: inWords(boundOrigins) },
    presets: named,
    files,
    notes,
  };
  const parts = Object.entries(rest).map(([name, part]) => `  "${name}": ${printableJson(part)}`);
  return `{\n  "settings": {\n${lines.join(',\n')}\n  },\n${parts.join(',\n')}\n}`;
}

const inWords = <T>({ sandbox, approvalPolicy }: Readonly<Record<keyof Bounds, T>>) => {
  return { sandbox, approval_policy: approvalPolicy };
};
