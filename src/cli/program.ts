import { Command } from 'commander';
import { ownVersion } from './own-version.js';
import { addBoard } from './program/board.js';
import { addCompletion } from './program/completion.js';
import { addCheck, addClose, addPrune, addSessions } from './program/registry.js';
import { addReplay } from './program/replaying.js';
import { addConfig, addDoctor, addServe } from './program/serving.js';
import { addShow, addWatch } from './program/watching.js';
import type { Surroundings } from './terminal.js';
import { printable } from './text.js';

const EXIT_CODES = `
Exit codes:
  0  done
  1  it could not be done, or something is wrong with what was checked
  2  wrong usage`;

/**
 * The command line: its commands, options and help. What a command needs is loaded when it is run.
 *
 * @param settle takes the exit code of the command that was run.
 */
export function createProgram(world: Surroundings, settle: (exitCode: number) => void): Command {
  const program = new Command('codex-sessions')
    .usage('[command] [options]')
    .version(ownVersion(), '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('before', 'codex-sessions: supervises Codex agent sessions\n')
    .addHelpText('afterAll', EXIT_CODES)
    .showHelpAfterError("Try 'codex-sessions --help'.")
    .exitOverride()
    .configureOutput({
      writeOut: world.out,
      writeErr: world.error,
      outputError: (text, write) => write(errorText(text)),
      getOutHelpWidth: () => world.columns ?? 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addSessions(program, world, settle);
  addShow(program, world, settle);
  addWatch(program, world, settle);
  addCheck(program, world, settle);
  addClose(program, world, settle);
  addPrune(program, world, settle);
  addDoctor(program, world, settle);
  addConfig(program, world, settle);
  addServe(program, world, settle);
  addBoard(program, world, settle);
  addReplay(program, world, settle);
  addCompletion(program, world, settle);
  return program;
}

/** Commander's messages hold arguments as they were given. */
function errorText(text: string): string {
  const lines = text
    .trimEnd()
    .replace(/^error: /, 'codex-sessions: ')
    .split('\n');
  return `${lines.map(printable).join('\n')}\n`;
}
