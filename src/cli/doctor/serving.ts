import { folderOf } from '../../store/overview.js';
import { loadConfiguration } from '../config/load.js';
import type { Place } from '../config/place.js';
import type { Finding } from '../findings.js';
import type { Surroundings } from '../terminal.js';
import { codexFinding } from './codex.js';
import { good } from './finding.js';
import { settingsFindings } from './settings.js';
import { writeFinding } from './write.js';

export interface Trial {
  /** The team to write to, if not that of the settings. */
  readonly team: string | undefined;
  readonly place: Place;
  readonly world: Surroundings;
  /** The folders of teams with problems; nothing is written there. */
  readonly ill: ReadonlySet<string>;
}

/** Tries what `serve` needs: its settings, Codex, and a write in the registry of its team. */
export async function* servingFindings(trial: Trial): AsyncGenerator<Finding, void> {
  const loaded = loadConfiguration(trial.place);
  yield* settingsFindings(loaded);
  if (loaded.ok) yield await codexFinding(loaded.value.settings);
  else yield good('codex', 'not tried: the settings do not say which');
  yield await registryFinding(trial, loaded.ok ? loaded.value.settings.team : undefined);
}

async function registryFinding(
  { team: named, place, world, ill }: Trial,
  ofSettings: string | undefined,
): Promise<Finding> {
  const team = named ?? ofSettings;
  if (team === undefined) {
    return good('registry', 'no write was tried: the settings do not say which team');
  }
  if (!ill.has(folderOf(world.home, team))) return writeFinding(team, place.cwd, world);
  return good('registry', `no write was tried: team ${team} has the problems above`);
}
