import { type Command, InvalidArgumentError, Option } from 'commander';
import { textFault } from '../../domain/index.js';
import type { Surroundings } from '../terminal.js';

/** Adds commands; `settle` takes the exit code of the one that was run. */
export type Add = (
  program: Command,
  world: Surroundings,
  settle: (exitCode: number) => void,
) => void;

export function teamOption(description: string): Option {
  return new Option('--team <name>', description).argParser((team) => {
    const fault = team === '' ? 'must not be empty' : textFault(team);
    if (fault !== null) throw new InvalidArgumentError(`A team's name ${fault}.`);
    return team;
  });
}
