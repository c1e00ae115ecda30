import { Argument } from 'commander';
import { SHELLS, type Shell } from '../completion/shells.js';
import type { CompleteOptions } from '../completion.js';
import type { Add } from './add.js';

const INSTALLATION = `
To install it:
  bash  add to ~/.bashrc: eval "$(codex-sessions completion bash)"
  zsh   add to ~/.zshrc, after compinit: eval "$(codex-sessions completion zsh)"
  fish  codex-sessions completion fish > ~/.config/fish/completions/codex-sessions.fish`;

export const addCompletion: Add = (program, world, settle) => {
  program
    .command('completion')
    .description('print the script that completes commands, options and names in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', INSTALLATION)
    .action(async (shell: Shell) => {
      const { completion } = await import('../completion.js');
      settle(completion(shell, world));
    });
  program
    .command('complete', { hidden: true })
    .description('print what the last of some words could become, for the scripts of completion')
    .argument('[words...]', "what follows the program's name; or bash's line up to the cursor")
    .option('--any', 'also what does not begin like the last word')
    .option('--bash <breaks>', 'as bash inserts it; COMP_WORDBREAKS')
    .action(async (words: readonly string[], options: CompleteOptions) => {
      const { complete } = await import('../completion.js');
      settle(await complete(words, options, program, world));
    });
};
