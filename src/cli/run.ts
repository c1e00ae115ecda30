import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const HELP = `codex-sessions: supervises Codex agent sessions

Usage: codex-sessions [option]

Options:
  -h, --help     show this help
  -v, --version  show the version

This version is a library: see the README for createSessionSupervisor.

Exit codes: 0 success, 2 wrong usage.
`;

/**
 * Runs the command line.
 *
 * @param args the arguments after the program's name.
 * @returns the exit code: 0, or 2 for arguments that are not understood.
 */
export function run(args: readonly string[], { out, error }: Terminal): number {
  const parsed = understood(args);
  if (typeof parsed === 'string') {
    error(`codex-sessions: ${parsed}\nTry 'codex-sessions --help'.\n`);
    return 2;
  }
  out(parsed.version ? `${ownVersion()}\n` : HELP);
  return 0;
}

function understood(args: readonly string[]): { version: boolean } | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'v', default: false },
      },
    });
    return { version: values.version && !values.help };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function ownVersion(): string {
  // by its own name: the path to package.json differs between the sources and the build
  const { version } = createRequire(import.meta.url)('codex-sessions/package.json') as {
    version: string;
  };
  return version;
}
