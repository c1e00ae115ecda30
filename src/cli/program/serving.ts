import type { Command } from 'commander';
import { addSettingFlags, type SettingOptions } from '../config/flags.js';
import type { DoctorOptions } from '../doctor.js';
import { ownVersion } from '../own-version.js';
import { type Add, teamOption } from './add.js';

export const addDoctor: Add = (program, world, settle) => {
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
      const { doctor } = await import('../doctor.js');
      settle(await doctor(options, world));
    });
};

export const addConfig: Add = (program, world, settle) => {
  const command = program
    .command('config')
    .description('show the configuration of serve: each value, and where it comes from')
    .option('--json', 'as JSON: an object');
  addSettingFlags(command).action(async (options: SettingOptions) => {
    const { config } = await import('../config.js');
    settle(config(options, world));
  });
};

export const addServe: Add = (program, world, settle) => {
  const command = program
    .command('serve')
    .description('serve the tools codex and codex-reply as an MCP server over stdio')
    .option(
      '--record <file>',
      'write all that happens to a new file, or to one in this folder, for replay',
    )
    .option('--record-contents', 'with --record: answers and notes, too; else their lengths alone');
  addSettingFlags(command).action(async (options: SettingOptions) => {
    if (options.recordContents && options.record === undefined) {
      command.error("error: option '--record-contents' needs '--record <file>'");
    }
    const { serve } = await import('../serve.js');
    settle(await serve(options, world, ownVersion()));
  });
};
