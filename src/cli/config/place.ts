import { homedir } from 'node:os';
import { type PlatformPath, posix, win32 } from 'node:path';
import { type ReadFile, readConfigurationFile } from './read-file.js';

/** The outside world, as far as configuration goes. */
export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** The user's own home. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly readFile: ReadFile;
}

/** The place this process is in. */
export function ownPlace(): Place {
  const { env, platform } = process;
  return { env, cwd: process.cwd(), home: homedir(), platform, readFile: readConfigurationFile };
}

/** The name of a project's file. */
export const PROJECT_FILE = '.codex-sessions.toml';

/** The largest project file that is read, in bytes. */
export const PROJECT_FILE_LIMIT = 64 * 1024;

/** The largest user file that is read, in bytes. */
export const USER_FILE_LIMIT = 1024 * 1024;

export const pathsOf = ({ platform }: Place): PlatformPath =>
  platform === 'win32' ? win32 : posix;

/** Where the user's file is. */
export interface UserFile {
  readonly path: string;
  /** The flag or variable that names it: it must be there then. Null: it is at its usual place. */
  readonly namedBy: string | null;
  /** What is wrong with the name. */
  readonly fault?: string;
}

export function userFileOf(place: Place, flag: string | undefined): UserFile {
  const { env, cwd, home, platform } = place;
  const paths = pathsOf(place);
  const { CODEX_SESSIONS_CONFIG: variable, XDG_CONFIG_HOME: xdg, APPDATA: appData } = env;
  if (flag !== undefined) {
    const fault = flag === '' ? { fault: 'must be a path' } : {};
    return { path: paths.resolve(cwd, flag), namedBy: '--config', ...fault };
  }
  if (variable) {
    // a relative one would let each project have its own file taken for the user's
    const fault = paths.isAbsolute(variable) ? {} : { fault: 'must be an absolute path' };
    return { path: paths.resolve(cwd, variable), namedBy: 'CODEX_SESSIONS_CONFIG', ...fault };
  }
  const usual = paths.join(home, ...(platform === 'win32' ? ['AppData', 'Roaming'] : ['.config']));
  const named = platform === 'win32' ? appData : xdg;
  // the XDG specification has relative paths ignored
  const folder = named && paths.isAbsolute(named) ? named : usual;
  return { path: paths.join(folder, 'codex-sessions', 'config.toml'), namedBy: null };
}

/** Where a project's file may be: the working directory and all above it, in this order. */
export function projectFilesOf(place: Place): readonly string[] {
  const paths = pathsOf(place);
  const folders = [place.cwd];
  for (;;) {
    const last = folders.at(-1) ?? place.cwd;
    const above = paths.dirname(last);
    if (above === last) return folders.map((folder) => paths.join(folder, PROJECT_FILE));
    folders.push(above);
  }
}
