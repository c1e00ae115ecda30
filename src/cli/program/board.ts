import { InvalidArgumentError, Option } from 'commander';
import { PREFERRED_PORT } from '../../inspect/board/port.js';
import type { BoardOptions } from '../board.js';
import { type Add, teamOption } from './add.js';

const HELP = `
It shows what every codex-sessions on this machine does that is yours, and lets you
close sessions and answer approvals. It listens on this machine alone, and its
address is a secret: whoever has it can do what you can. It ends with Ctrl-C.
The address is the only line on standard output. A browser is opened where there is
one to see: not over SSH, and not in a script.`;

export const addBoard: Add = (program, world, settle) => {
  program
    .command('board')
    .description('show all sessions live in a browser, close them and answer their approvals there')
    .addOption(teamOption('of this team only'))
    .addOption(portOption())
    .option('--no-open', 'only print the address')
    .addHelpText('after', HELP)
    .action(async (options: BoardOptions) => {
      const { board } = await import('../board.js');
      settle(await board(options, world));
    });
};

/** Where a board listens. */
export function portOption(): Option {
  const text = `listen on this port, or on a free one if it is taken (default: ${PREFERRED_PORT})`;
  return new Option('--port <number>', text).argParser((given) => {
    const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
    if (port <= 65_535) return port;
    throw new InvalidArgumentError('A port is a whole number of at most 65535; 0 is any.');
  });
}
