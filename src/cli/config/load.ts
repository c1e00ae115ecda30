import type { Result } from '../../domain/index.js';
import { boundsSet, cautiousDefault } from './bounds.js';
import { decodeEnvironment, decodeFlags, type Flags } from './decode-text.js';
import type { ConfigurationFault, Given, GivenFile, GivenSettings, Note, Origin } from './given.js';
import { baseIn, type LookedAt, readProjectFile, readUserFile } from './layer-files.js';
import { mergeSettings } from './merge.js';
import { type Place, userFileOf } from './place.js';
import { mergePresets, type Presets } from './presets.js';
import type { Bounds } from './rights.js';
import { camel, KEYS, type Key, type Settings } from './settings.js';

/** How `codex-sessions serve` is to work, and who said so. */
export interface Configuration {
  readonly settings: Settings;
  readonly origins: Readonly<Record<Key, Origin>>;
  /** The project file's, for all sessions. `sessionRights` applies them. */
  readonly bounds: Bounds;
  /** Where the bounds are written. */
  readonly boundOrigins: Readonly<Record<keyof Bounds, Origin | null>>;
  readonly presets: Presets;
  /** All files that were looked for: the user's first, then from the working directory upwards. */
  readonly files: readonly LookedAt[];
  /** What the project file says without effect, or with another one than it may seem. */
  readonly notes: readonly Note[];
}

export interface ConfigurationRequest extends Place {
  readonly flags?: Flags;
  /** The user's file by the flag `--config`; it must be there then. */
  readonly config?: string | undefined;
}

/**
 * Loads the configuration: flags, else `CODEX_SESSIONS_*` variables, else the user's file, else
 * the project's file `.codex-sessions.toml` (the nearest, from the working directory upwards), else
 * defaults.
 *
 * Flags, variables and the user's file are the person's: what they set stands. A project file is
 * by whoever wrote the project. It names a team, a model and presets where the person does not, and
 * lowers the defaults of maxima. Its sandbox and approval policy, in presets too, are bounds: callers
 * and Codex' own configuration get no more, unless the person set more. Where it has Codex ask more
 * often, unanswered approvals are not accepted. Nothing in it widens anything.
 *
 * @returns the configuration, or all faults of all layers.
 */
export function loadConfiguration(
  request: ConfigurationRequest,
): Result<Configuration, readonly ConfigurationFault[]> {
  const { env, cwd, flags = {} } = request;
  const userFile = userFileOf(request, request.config);
  const here = baseIn(request, cwd);
  const flag = decodeFlags(flags, here);
  const environment = decodeEnvironment(env, here);
  const user = readUserFile(request, userFile);
  const project = readProjectFile(request, userFile);
  const faults = [flag, environment, user.decoded, project.decoded].flatMap((one) => one.faults);
  if (faults.length > 0) return { ok: false, refusal: faults };
  const personal = [flag.settings, environment.settings, user.decoded.settings];
  const given = { personal, user: user.decoded, project: project.decoded };
  return { ok: true, value: { ...assembled(given), files: [...user.files, ...project.files] } };
}

interface AllGiven {
  readonly personal: readonly GivenSettings[];
  readonly user: GivenFile;
  readonly project: GivenFile;
}

function assembled({ personal, user, project }: AllGiven): Omit<Configuration, 'files'> {
  const { values, notes } = mergeSettings({ personal, project: project.settings });
  // of these two, a project file gives no values: those that are set are the person's
  const { sandbox, approvalPolicy } = settled(values).settings;
  const general = boundsSet(project.settings, { sandbox, approvalPolicy });
  const { presets, bounds: particular } = mergePresets(user.presets, project.presets);
  const all = [general, ...particular];
  const cautious = cautiousDefault(values.get('approval_default'), all);
  const final = new Map(values);
  if (cautious !== undefined) final.set('approval_default', cautious.given);
  return {
    ...settled(final),
    bounds: general.bounds,
    boundOrigins: general.origins,
    presets,
    notes: [
      ...notes,
      ...all.flatMap((one) => one.notes),
      ...(cautious === undefined ? [] : [cautious.note]),
    ],
  };
}

function settled(values: ReadonlyMap<Key, Given>): Pick<Configuration, 'settings' | 'origins'> {
  const all = KEYS.flatMap((key) => {
    const given = values.get(key);
    return given === undefined ? [] : [{ key, ...given }];
  });
  // the table says which value each key has, and its kinds have seen to it
  return {
    settings: Object.fromEntries(all.map(({ key, value }) => [camel(key), value])) as Settings,
    origins: Object.fromEntries(all.map(({ key, origin }) => [key, origin])) as Record<Key, Origin>,
  };
}
