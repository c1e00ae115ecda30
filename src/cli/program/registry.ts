import { InvalidArgumentError, Option } from 'commander';
import { SESSION_STATUSES } from '../../domain/index.js';
import type { CheckOptions } from '../check.js';
import type { CloseOptions } from '../close.js';
import type { PruneOptions } from '../prune.js';
import type { SessionsOptions } from '../sessions.js';
import { DURATION_FORM, durationOf } from '../times.js';
import { type Add, teamOption } from './add.js';

export const addSessions: Add = (program, world, settle) => {
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
      const { sessions } = await import('../sessions.js');
      settle(await sessions(options, world));
    });
};

export const addCheck: Add = (program, world, settle) => {
  program
    .command('check')
    .description('say what is wrong in a registry file, and where')
    .argument('<file>', 'the registry file')
    .option('--json', 'as JSON')
    .action(async (file: string, options: CheckOptions) => {
      const { check } = await import('../check.js');
      settle(await check(file, options, world));
    });
};

export const addClose: Add = (program, world, settle) => {
  program
    .command('close')
    .description('close a session, wherever on this machine it lives')
    .argument(
      '<agent-or-identity>',
      'its agent id or the beginning of it, or the identity of the live holder',
    )
    .addOption(teamOption('of this team'))
    .action(async (name: string, options: CloseOptions) => {
      const { close } = await import('../close.js');
      settle(await close(name, options, world));
    });
};

export const addPrune: Add = (program, world, settle) => {
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
      const { prune } = await import('../prune.js');
      settle(await prune(options, world));
    });
};

function durationArgument(text: string): number {
  const duration = durationOf(text);
  if (duration === undefined) throw new InvalidArgumentError(`It must be ${DURATION_FORM}.`);
  return duration;
}
