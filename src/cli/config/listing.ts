import { type Cell, type Column, cell, type Table, tableLines } from '../table.js';
import type { Origin } from './given.js';
import type { Value } from './kinds.js';
import type { Configuration } from './load.js';
import { PROJECT_FILE } from './place.js';
import type { Preset } from './presets.js';
import { camel, KEYS, type Key } from './settings.js';
import { shownValue } from './shown.js';

/** How lines are to be made. */
export interface Manner {
  /** The columns a line may take; null if it may be any length. */
  readonly columns: number | null;
  readonly colours: boolean;
}

/** A configuration for people: settings, bounds, presets, files, and what has no effect. */
export function configurationLines(configuration: Configuration, manner: Manner): string[][] {
  const { columns, colours } = manner;
  const tables = [
    settingsTable(configuration),
    boundsTable(configuration),
    presetsTable(configuration),
  ].filter(({ rows }) => rows.length > 0);
  return [
    ...tables.map((table) => tableLines(table, columns, colours)),
    // a path that is cut is none
    tableLines(filesTable(configuration), null, colours),
  ];
}

const WHOLE = Number.POSITIVE_INFINITY;

const column = (title: string, floor = WHOLE): Column => ({ title, floor });

function settingsTable({ settings, origins }: Configuration): Table {
  const values: Readonly<Record<string, Value>> = settings;
  const row = (key: Key): Cell[] => {
    const { layer } = origins[key];
    const value = values[camel(key)] ?? null;
    const look = layer === 'default' ? 'dim' : 'plain';
    return [
      cell(key, 'bold'),
      cell(shownValue(key, value), value === null ? 'dim' : 'plain'),
      cell(shownOrigin(origins[key]), look),
    ];
  };
  const columns = [column('SETTING'), column('VALUE', 8), column('FROM')];
  return { columns, rows: KEYS.map(row) };
}

/** Where a value comes from; the paths of files are listed apart. */
export function shownOrigin({ layer, source, line }: Origin): string {
  if (layer === 'default') return layer;
  const isFile = layer === 'user file' || layer === 'project file';
  return isFile ? `${layer}, line ${line ?? '?'}` : (source ?? layer);
}

function boundsTable({ bounds, boundOrigins }: Configuration): Table {
  const row = (name: string, key: keyof typeof bounds): Cell[][] => {
    const origin = boundOrigins[key];
    if (origin === null) return [];
    return [[cell(name, 'bold'), cell(`${bounds[key]}`, 'yellow'), cell(shownOrigin(origin))]];
  };
  const rows = [...row('sandbox', 'sandbox'), ...row('approval_policy', 'approvalPolicy')];
  return { columns: [column('BOUND'), column('AT MOST'), column('FROM', 20)], rows };
}

interface Part extends Column {
  readonly textOf: (preset: Preset) => string | null;
}

const PARTS: readonly Part[] = [
  { title: 'MODEL', floor: 6, textOf: ({ model }) => model },
  { title: 'SANDBOX', floor: 9, textOf: ({ sandbox, bounds }) => right(sandbox, bounds.sandbox) },
  {
    title: 'APPROVAL POLICY',
    floor: 9,
    textOf: ({ approvalPolicy, bounds }) => right(approvalPolicy, bounds.approvalPolicy),
  },
  { title: 'INSTRUCTIONS', floor: 12, textOf: ({ instructions }) => firstLine(instructions) },
  {
    title: 'BASE INSTRUCTIONS',
    floor: 12,
    textOf: ({ baseInstructions }) => firstLine(baseInstructions),
  },
];

function presetsTable({ presets }: Configuration): Table {
  const all = [...presets];
  const parts = PARTS.filter(({ textOf }) => all.some(([, preset]) => textOf(preset) !== null));
  const rows = all.map(([identity, preset]) => [
    cell(identity, 'bold'),
    ...parts.map(({ textOf }) => cell(textOf(preset) ?? '-', textOf(preset) ? 'plain' : 'dim')),
    cell(preset.origins.map(shownOrigin).join('; ')),
  ]);
  return { columns: [column('PRESET', 8), ...parts, column('FROM', 12)], rows };
}

/** What a preset gives, and what it bounds callers to. */
function right(given: string | null, bound: string | null): string | null {
  if (bound === null) return given;
  return given === null || given === bound ? `≤ ${bound}` : `${given}, ≤ ${bound}`;
}

function firstLine(text: string | null): string | null {
  if (text === null) return null;
  const [first = '', ...more] = text.trim().split('\n');
  return more.length === 0 ? first : `${first} …`;
}

function filesTable({ files }: Configuration): Table {
  const user = files.filter(({ layer }) => layer === 'user file');
  const project = files.filter(({ layer }) => layer === 'project file');
  const found = project.filter(({ exists }) => exists);
  const rows = [...user, ...found].map(({ layer, path, exists }) => [
    cell(layer, 'bold'),
    cell(exists ? 'read' : 'absent', exists ? 'plain' : 'dim'),
    cell(path),
  ]);
  const where = cell(`${PROJECT_FILE} in the working directory or above`);
  const none = [cell('project file', 'bold'), cell('absent', 'dim'), where];
  const columns = [column('FILE'), column('STATE'), column('PATH')];
  return { columns, rows: found.length > 0 ? rows : [...rows, none] };
}
