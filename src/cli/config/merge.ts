import { type Given, type GivenSettings, type Note, noteOn, type Origin } from './given.js';
import type { Value } from './kinds.js';
import { KEYS, type Key, settingOf } from './settings.js';

/** The settings of all layers as one. */
export interface Merged {
  readonly values: ReadonlyMap<Key, Given>;
  readonly notes: readonly Note[];
}

/** What the layers give, the strongest first, and the project file's beside them. */
export interface LayersGiven {
  readonly personal: readonly GivenSettings[];
  readonly project: GivenSettings;
}

const BY_DEFAULT: Origin = { layer: 'default', source: null, line: null };

/** Merges the layers: what the person sets, in order; else what the project file may; else defaults. */
export function mergeSettings(layers: LayersGiven): Merged {
  const notes: Note[] = [];
  const values = new Map<Key, Given>();
  for (const key of KEYS) {
    const { given, note } = merged(key, layers);
    values.set(key, given);
    if (note !== undefined) notes.push(note);
  }
  return { values, notes };
}

interface MergedOne {
  readonly given: Given;
  readonly note?: Note;
}

function merged(key: Key, { personal, project }: LayersGiven): MergedOne {
  const setting = settingOf(key);
  const said = personal.map((layer) => layer.get(key)).find((given) => given !== undefined);
  if (said !== undefined) return { given: said };
  const given = { value: setting.initial, origin: BY_DEFAULT };
  const proposed = project.get(key);
  if (proposed === undefined) return { given };
  if (setting.project === 'names') return { given: proposed };
  // a bound is no value: it holds when a session starts
  if (setting.project !== 'narrows') return { given };
  const [now, then] = [widthOf(key, given.value), widthOf(key, proposed.value)];
  if (then <= now) return { given: proposed };
  return {
    given,
    note: noteOn(
      key,
      proposed,
      `has no effect: it is ${given.value}, and a project file can only narrow`,
    ),
  };
}

/** How much a value allows: a number by itself, a word by its place, and no limit the most. */
function widthOf(key: Key, value: Value): number {
  if (typeof value === 'number') return value;
  const { words } = settingOf(key).kind;
  return value === null || words === undefined ? Number.POSITIVE_INFINITY : words.indexOf(value);
}
