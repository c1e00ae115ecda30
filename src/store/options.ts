import { InvalidArgumentError, textFault } from '../domain/index.js';

/** Where the registry of a team is, and how its process is reached. */
export interface FileStoreOptions {
  /** The team: non-empty, at most 1,024 characters. It names the folder. */
  readonly team: string;
  /** The folder that `.config/atm/agent-sessions` is in. Default `ATM_HOME`, else the user's home. */
  readonly home?: string | undefined;
  /** The path of this process' control socket, which other processes reach it by. */
  readonly control?: string | undefined;
}

export function checkedOptions(options: FileStoreOptions): FileStoreOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError('options', 'must be an object');
  }
  for (const field of ['team', 'home', 'control'] as const) {
    const value: unknown = options[field];
    if (value === undefined && field !== 'team') continue;
    const fault =
      typeof value !== 'string' || value === '' ? 'must be a non-empty string' : textFault(value);
    if (fault !== null) throw new InvalidArgumentError(field, fault);
  }
  return options;
}
