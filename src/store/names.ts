import { createHash } from 'node:crypto';
import { join } from 'node:path';

const KEPT_TEAM = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Turns any name into one for a file: up to 40 safe characters to recognise it by, and a hash that
 * tells it from all others. The `+` between them is in no team's own name.
 */
export function safeName(name: string): string {
  const readable = name
    .slice(0, 40)
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '_')
    .slice(0, 40);
  // UTF-16, so that two ill-formed names never share a hash
  const hash = createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, 16);
  return `${readable}+${hash}`;
}

/** The folder of a team within the folder of all teams; no name leads out of it. */
export function teamFolderName(team: string): string {
  const keeps = KEPT_TEAM.test(team) && team !== '.' && team !== '..';
  return keeps ? team : safeName(team);
}

/** Where the registries of all teams are, below a home folder; the place of the original. */
export function teamsFolder(home: string): string {
  return join(home, '.config', 'atm', 'agent-sessions');
}

/** The names in a team's folder. */
export const REGISTRY = 'registry.json';
export const ARCHIVE = 'registry-archive.jsonl';
export const CLAIMS = 'claims';
