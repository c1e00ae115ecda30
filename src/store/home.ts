import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The home of the registries: what the caller says, else `ATM_HOME`, else the user's own. */
export function homeFolder(home: string | undefined): string {
  const { ATM_HOME: override } = process.env;
  return resolve(home ?? (override === undefined || override === '' ? homedir() : override));
}
