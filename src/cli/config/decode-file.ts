import { closest } from './closest.js';
import {
  badValue,
  type ConfigurationFault,
  type Given,
  type GivenFile,
  type GivenPreset,
  type Origin,
} from './given.js';
import { type Base, type Kind, name, type Value } from './kinds.js';
import { FIELDS, PRESET_FIELDS, type PresetField } from './preset-fields.js';
import { flagOf, KEYS, type Key, settingOf, variableOf } from './settings.js';
import { isTable, readToml, type Table } from './toml.js';

/** The key of the table of presets. */
export const PRESETS = 'presets';

/** A file to be decoded. */
export interface SourceFile {
  readonly layer: 'user file' | 'project file';
  readonly path: string;
  readonly text: string;
  readonly base: Base;
  /** The path of the user's file, which messages send to. */
  readonly userFile: string;
}

export interface DecodedFile extends GivenFile {
  readonly faults: readonly ConfigurationFault[];
}

/** Reads all that a file sets. What it may not set, cannot be, or is unknown, is a fault each. */
export function decodeFile(file: SourceFile): DecodedFile {
  const faults: ConfigurationFault[] = [];
  const reading = readToml(file.text);
  if (reading.type === 'fault') {
    const { line, sentence } = reading;
    const fault = { source: file.path, line, key: null, sentence };
    return { settings: new Map(), presets: new Map(), faults: [fault] };
  }
  const { table, lineOf } = reading;
  const decoder = new Decoder(file, lineOf, faults);
  return { settings: decoder.settings(table), presets: decoder.presets(table[PRESETS]), faults };
}

class Decoder {
  constructor(
    private readonly file: SourceFile,
    private readonly lineOf: (path: readonly string[]) => number | null,
    private readonly faults: ConfigurationFault[],
  ) {}

  settings(table: Table): Map<Key, Given> {
    const given = new Map<Key, Given>();
    for (const [written, value] of Object.entries(table)) {
      if (written === PRESETS) continue;
      const key = KEYS.find((one) => one === written);
      if (key === undefined) this.unknown([written], [...KEYS, PRESETS]);
      else if (this.mayHave(key, value)) {
        const read = this.value([key], value, settingOf(key).kind);
        if (read !== undefined) given.set(key, read);
      }
    }
    return given;
  }

  presets(value: unknown): Map<string, GivenPreset> {
    const given = new Map<string, GivenPreset>();
    if (value === undefined) return given;
    if (!isTable(value)) {
      this.fault([PRESETS], badValue(PRESETS, value, { allowed: 'a table of presets' }));
      return given;
    }
    for (const [identity, preset] of Object.entries(value)) {
      const read = this.preset(identity, preset);
      if (read !== undefined) given.set(identity, read);
    }
    return given;
  }

  private preset(identity: string, value: unknown): GivenPreset | undefined {
    const path = [PRESETS, identity];
    const kind = name();
    if (kind.ofFile(identity, this.file.base) === undefined) {
      return this.fault(path, `the identity of a preset must be ${kind.allowed}`);
    }
    if (!isTable(value)) {
      const allowed = `a table with ${FIELDS.join(', ')}`;
      return this.fault(path, badValue(path.join('.'), value, { allowed }));
    }
    const fields = new Map<PresetField, Given<string>>();
    for (const [written, one] of Object.entries(value)) {
      const field = FIELDS.find((known) => known === written);
      if (field === undefined) this.unknown([...path, written], FIELDS);
      else {
        const kindOfField: Kind<string> = PRESET_FIELDS[field].kind;
        const read = this.value([...path, field], one, kindOfField);
        if (read !== undefined) fields.set(field, read);
      }
    }
    return { origin: this.originOf(path), fields };
  }

  private value<T extends Value>(
    path: readonly string[],
    value: unknown,
    kind: Kind<T>,
  ): Given<T> | undefined {
    const read = kind.ofFile(value, this.file.base);
    if (read === undefined) return this.fault(path, badValue(path.join('.'), value, kind));
    return { value: read, origin: this.originOf(path) };
  }

  /** Whether this file may set a key, to this value. */
  private mayHave(key: Key, value: unknown): boolean {
    const { project, refusedInProject } = settingOf(key);
    if (this.file.layer === 'user file') return true;
    const where = `set it in ${this.file.userFile}, by ${flagOf(key)} or by ${variableOf(key)}`;
    if (project === 'never') {
      this.fault([key], `a project file may not set ${key}; ${where}`);
      return false;
    }
    if (refusedInProject === undefined || value !== refusedInProject) return true;
    this.fault([key], `a project file may not set ${key} to ${refusedInProject}; ${where}`);
    return false;
  }

  private unknown(path: readonly string[], known: readonly string[]): void {
    const like = closest(path.at(-1) ?? '', known);
    const parent = path.slice(0, -1);
    const advice =
      like === undefined
        ? `known are ${known.join(', ')}`
        : `did you mean '${[...parent, like].join('.')}'?`;
    this.fault(path, `unknown key '${path.join('.')}'; ${advice}`);
  }

  private fault(path: readonly string[], sentence: string): undefined {
    const source = this.file.path;
    this.faults.push({ source, line: this.lineOf(path), key: path.join('.'), sentence });
  }

  private originOf(path: readonly string[]): Origin {
    return { layer: this.file.layer, source: this.file.path, line: this.lineOf(path) };
  }
}
