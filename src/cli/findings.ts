import { join } from 'node:path';
import { nodeFileSystem } from '../store/file-system.js';
import { hasHardLinks } from '../store/link-probe.js';
import { CLAIMS, REGISTRY } from '../store/names.js';
import { readTeam, type TeamReading } from '../store/overview.js';
import { sentenceOf } from './errors.js';
import { summaryOf } from './summary.js';
import { sightOf } from './teams.js';
import type { Surroundings } from './terminal.js';
import { counted } from './text.js';

/** What was found out about one thing of a team. */
export interface Finding {
  readonly about: string;
  readonly sentence: string;
  readonly isProblem: boolean;
}

/** What was found out about a team. */
export interface Findings {
  /** The team's name, if it can be told. */
  readonly team: string | null;
  readonly findings: readonly Finding[];
}

/** Looks at a team's folder and registry. */
export async function findingsOn(folder: string, world: Surroundings): Promise<Findings> {
  const { team, finding } = await registry(folder, world);
  return { team, findings: [privacy(folder), finding, links(folder)] };
}

const good = (about: string, sentence: string): Finding => {
  return { about, sentence, isProblem: false };
};
const problem = (about: string, sentence: string): Finding => {
  return { about, sentence, isProblem: true };
};

function privacy(folder: string): Finding {
  // Windows has no such permissions
  if (process.platform === 'win32') return good('folder', 'not judged on Windows');
  const paths = [folder, join(folder, CLAIMS), join(folder, REGISTRY)];
  const open = paths.flatMap((path) => {
    const mode = modeOf(path);
    return mode !== undefined && (mode & 0o077) !== 0 ? [`${path} (${mode.toString(8)})`] : [];
  });
  if (open.length === 0) return good('folder', 'private to its user');
  return problem('folder', `open to other users: ${open.join(', ')}`);
}

function modeOf(path: string): number | undefined {
  try {
    return Number(nodeFileSystem.stat(path).mode & 0o777n);
  } catch {
    return undefined;
  }
}

async function registry(
  folder: string,
  world: Surroundings,
): Promise<{ readonly team: string | null; readonly finding: Finding }> {
  try {
    const reading = await readTeam(sightOf(world), folder);
    const team = reading.type === 'good' ? reading.team : null;
    return { team, finding: findingIn(reading, join(folder, REGISTRY)) };
  } catch (error) {
    return { team: null, finding: problem('registry', sentenceOf(error)) };
  }
}

function findingIn(reading: TeamReading, path: string): Finding {
  if (reading.type === 'absent') return good('registry', 'none yet');
  if (reading.type === 'damaged') {
    return problem('registry', `damaged: ${reading.reason}; see codex-sessions check ${path}`);
  }
  const summary = summaryOf(reading.sessions.map(({ record }) => record));
  const { length } = reading.issues;
  if (length === 0) return good('registry', summary);
  const problems = `${counted(length, 'problem')}, see codex-sessions check ${path}`;
  return problem('registry', `${summary}; ${problems}`);
}

function links(folder: string): Finding {
  const has = hasHardLinks(nodeFileSystem, folder);
  if (has === null) return good('hard links', 'cannot be tried: the folder cannot be written');
  return has
    ? good('hard links', 'there are')
    : problem('hard links', 'there are none; the registry must be on another file system');
}
