import { Command, InvalidArgumentError, Option } from 'commander';
import { SESSION_STATUSES, textFault } from '../domain/index.js';
import type { CheckOptions } from './check.js';
import type { CloseOptions } from './close.js';
import { addSettingFlags, type SettingOptions } from './config/flags.js';
import type { DoctorOptions } from './doctor.js';
import { ownVersion } from './own-version.js';
import type { PruneOptions } from './prune.js';
import type { SessionsOptions } from './sessions.js';
import type { Surroundings } from './terminal.js';
import { printable } from './text.js';
import { DURATION_FORM, durationOf } from './times.js';

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
  addCheck(program, world, settle);
  addClose(program, world, settle);
  addPrune(program, world, settle);
  addDoctor(program, world, settle);
  addConfig(program, world, settle);
  addServe(program, world, settle);
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

type Add = (program: Command, world: Surroundings, settle: (exitCode: number) => void) => void;

const addSessions: Add = (program, world, settle) => {
  program
    .command('sessions')
    .description('list the sessions of all teams, of one, or of a file')
    .addOption(teamOption('of this team').conflicts('file'))
    .option('--file <path>', 'of this registry file; who has its sessions is not known then')
    .addOption(new Option('--status <status>', 'of this status').choices(SESSION_STATUSES))
    .option('--identity <name>', 'of exactly this identity')
    .option('--repo <name>', 'of the repository of exactly this name')
    .option('--json', 'as JSON: an array of objects')
    .action(async (options: SessionsOptions) => {
      const { sessions } = await import('./sessions.js');
      settle(await sessions(options, world));
    });
};

const addCheck: Add = (program, world, settle) => {
  program
    .command('check')
    .description('say what is wrong in a registry file, and where')
    .argument('<file>', 'the registry file')
    .option('--json', 'as JSON')
    .action(async (file: string, options: CheckOptions) => {
      const { check } = await import('./check.js');
      settle(await check(file, options, world));
    });
};

const addClose: Add = (program, world, settle) => {
  program
    .command('close')
    .description('close a session, wherever on this machine it lives')
    .argument(
      '<agent-or-identity>',
      'its agent id or the beginning of it, or the identity of the live holder',
    )
    .addOption(teamOption('of this team'))
    .action(async (name: string, options: CloseOptions) => {
      const { close } = await import('./close.js');
      settle(await close(name, options, world));
    });
};

const addPrune: Add = (program, world, settle) => {
  program
    .command('prune')
    .description('remove closed sessions that were not used for a while')
    .addOption(
      new Option('--older-than <duration>', `not used for ${DURATION_FORM}`)
        .argParser(durationArgument)
        .makeOptionMandatory(),
    )
    .option('--dry-run', 'only say what would be removed')
    .addOption(teamOption('of this team only'))
    .action(async (options: PruneOptions) => {
      const { prune } = await import('./prune.js');
      settle(await prune(options, world));
    });
};

const addDoctor: Add = (program, world, settle) => {
  program
    .command('doctor')
    .description(
      'greet Codex, write to the registry, and look after the registries: what is wrong, and who holds what',
    )
    .addOption(teamOption('of this team only'))
    .option(
      '--release',
      'give back what hosts hold that are gone; never what a process of this machine holds',
    )
    .option('--host <name>', 'with --release: only what this host holds')
    .action(async (options: DoctorOptions, command: Command) => {
      if (options.host !== undefined && !options.release) {
        command.error("error: option '--host <name>' needs '--release'");
      }
      const { doctor } = await import('./doctor.js');
      settle(await doctor(options, world));
    });
};

const addConfig: Add = (program, world, settle) => {
  const command = program
    .command('config')
    .description('show the configuration of serve: each value, and where it comes from')
    .option('--json', 'as JSON: an object');
  addSettingFlags(command).action(async (options: SettingOptions) => {
    const { config } = await import('./config.js');
    settle(config(options, world));
  });
};

const addServe: Add = (program, world, settle) => {
  const command = program
    .command('serve')
    .description('serve the tools codex and codex-reply as an MCP server over stdio');
  addSettingFlags(command).action(async (options: SettingOptions) => {
    const { serve } = await import('./serve.js');
    settle(await serve(options, world, ownVersion()));
  });
};

function teamOption(description: string): Option {
  return new Option('--team <name>', description).argParser((team) => {
    const fault = team === '' ? 'must not be empty' : textFault(team);
    if (fault !== null) throw new InvalidArgumentError(`A team's name ${fault}.`);
    return team;
  });
}

function durationArgument(text: string): number {
  const duration = durationOf(text);
  if (duration === undefined) throw new InvalidArgumentError(`It must be ${DURATION_FORM}.`);
  return duration;
}
