#!/usr/bin/env node
import { run } from './cli/run.js';
import { mannerFor } from './cli/terminal.js';
import { homeFolder } from './store/home.js';
import { thisHost } from './store/processes.js';

const { stdout, stderr, argv, env } = process;

for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // whoever reads has read enough, as `head` does
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(argv.slice(2), {
  out: (text) => stdout.write(text),
  error: (text) => stderr.write(text),
  ...mannerFor(stdout, env),
  home: homeFolder(undefined),
  clock: () => new Date(),
  processes: thisHost,
});
