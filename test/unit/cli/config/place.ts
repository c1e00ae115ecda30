import type { ConfigurationFault } from '../../../../src/cli/config/given.js';
import {
  type Configuration,
  type ConfigurationRequest,
  loadConfiguration,
} from '../../../../src/cli/config/load.js';
import type { FileReading } from '../../../../src/cli/config/read-file.js';

export const USER = '/home/u/.config/codex-sessions/config.toml';
export const PROJECT = '/home/u/p/.codex-sessions.toml';

/** What a test says of the world: files by their paths, and what differs from an empty place. */
export interface Sketch extends Partial<Omit<ConfigurationRequest, 'readFile'>> {
  readonly user?: string;
  readonly project?: string;
  readonly files?: Readonly<Record<string, string | FileReading>>;
}

/** A request whose files are in memory: in `/home/u/p/sub`, with no variables and no flags. */
export function requestIn(sketch: Sketch = {}): ConfigurationRequest {
  const { user, project, files = {}, ...others } = sketch;
  const all: Readonly<Record<string, string | FileReading | undefined>> = {
    [USER]: user,
    [PROJECT]: project,
    ...files,
  };
  return {
    env: {},
    cwd: '/home/u/p/sub',
    home: '/home/u',
    platform: 'linux',
    readFile(path) {
      const file = all[path];
      if (file === undefined) return { type: 'absent' };
      return typeof file === 'string' ? { type: 'text', text: file } : file;
    },
    ...others,
  };
}

/** The configuration, which must be without faults. */
export function loaded(sketch: Sketch = {}): Configuration {
  const result = loadConfiguration(requestIn(sketch));
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

/** The faults, of which there must be some. */
export function faultsOf(sketch: Sketch): readonly ConfigurationFault[] {
  const result = loadConfiguration(requestIn(sketch));
  if (result.ok) throw new Error('there are no faults');
  return result.refusal;
}
