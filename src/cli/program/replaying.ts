import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ReplayOptions } from '../replay.js';
import type { Add } from './add.js';

const HELP = `
Every step of the recorded run is made again by the statecharts of this program and
compared. The exit code is 1 if a step is not allowed; the first one is told.
To record a run: codex-sessions serve --record FILE`;

export const addReplay: Add = (program, world, settle) => {
  program
    .command('replay')
    .description('check a recorded run step by step, and look at it')
    .argument('<file>', 'what serve --record wrote')
    .addOption(new Option('--step', 'go through the steps').conflicts(['board', 'json']))
    .addOption(new Option('--board', 'show it on the board').conflicts('json'))
    .option('--json', 'as JSON: an object')
    .addOption(
      new Option('--from <number>', 'with --step: begin at this number').argParser(numberArgument),
    )
    .addOption(
      new Option(
        '--keep <folder>',
        'keep a copy there, named after its time and contents',
      ).argParser(folderArgument),
    )
    .addHelpText('after', HELP)
    .action(async (file: string, options: ReplayOptions, command: Command) => {
      if (options.from !== undefined && !options.step) {
        command.error("error: option '--from <number>' needs '--step'");
      }
      const { replayCommand } = await import('../replay.js');
      settle(await replayCommand(file, options, world));
    });
};

function folderArgument(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must be the name of a folder.');
  return text;
}

function numberArgument(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
