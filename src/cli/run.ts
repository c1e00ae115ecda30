import { CommanderError } from 'commander';
import { CommandError, isExpected } from './errors.js';
import { createProgram } from './program.js';
import { complain, type Surroundings } from './terminal.js';

/**
 * Runs the command line.
 *
 * @param args the arguments after the program's name; none asks for the help.
 * @returns the exit code: 0 done; 1 could not be done, or a check found something; 2 wrong usage.
 */
export async function run(args: readonly string[], world: Surroundings): Promise<number> {
  let exitCode = 0;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has said what there is to say
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!isExpected(error)) throw error;
    complain(world, error.message, error instanceof CommandError ? error.details : []);
    return 1;
  }
}
