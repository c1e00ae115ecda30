import { Option } from 'commander';
import type { ShowOptions } from '../show.js';
import type { WatchOptions } from '../watch.js';
import { type Add, teamOption } from './add.js';

export const addWatch: Add = (program, world, settle) => {
  program
    .command('watch')
    .description('show live what all sessions do; q quits, ? helps')
    .addOption(teamOption('of this team only'))
    .option('--plain', 'print a line for each change; so where output is no terminal')
    .addOption(new Option('--json', 'print all news as JSON: a line for each').conflicts('plain'))
    .action(async (options: WatchOptions) => {
      const { watch } = await import('../watch.js');
      settle(await watch(options, world));
    });
};

export const addShow: Add = (program, world, settle) => {
  program
    .command('show')
    .description('tell all there is of a session, and how to resume it')
    .argument('<agent-or-identity>', 'its agent id or the beginning of it, or its identity')
    .addOption(teamOption('of this team'))
    .option('--full', 'do not shorten the last result')
    .option('--result', 'ask Codex for the last result where no process has it')
    .option('--json', 'as JSON: an object')
    .action(async (name: string, options: ShowOptions) => {
      const { show } = await import('../show.js');
      settle(await show(name, options, world));
    });
};
