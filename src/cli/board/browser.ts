import { spawn } from 'node:child_process';
import { type AddressFile, writeAddressFile } from './private-file.js';

/** How long a browser may take to read the file it was given, in milliseconds. */
const READ_MS = 30_000;

/** Where somebody sits. */
export interface Seat {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/** Whether there is a browser that its user would see: not on another machine, nor in a script. */
export function hasBrowser({ platform, env, isTerminal }: Seat): boolean {
  const { SSH_CONNECTION, SSH_CLIENT, SSH_TTY, DISPLAY, WAYLAND_DISPLAY } = env;
  if (!isTerminal || SSH_CONNECTION || SSH_CLIENT || SSH_TTY) return false;
  // elsewhere on Unix a browser without a display would take the terminal
  return platform === 'win32' || platform === 'darwin' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** The program that opens a file as its user wants it opened, and its arguments. */
export function openerOf(platform: NodeJS.Platform, path: string): readonly [string, string[]] {
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', path]];
  return [platform === 'darwin' ? 'open' : 'xdg-open', [path]];
}

/**
 * Opens an address in the user's browser, through a private file that leads there: a list of
 * processes shows it to nobody.
 *
 * @returns the file, which goes by itself after a while.
 * @throws whatever writing the file or starting the program fails with; no file stays then.
 */
export async function openInBrowser(
  address: string,
  folders: readonly string[],
): Promise<AddressFile> {
  const file = await writeAddressFile(folders, 'board.html', leadingTo(address));
  try {
    await started(...openerOf(process.platform, file.path));
  } catch (error) {
    await file.remove();
    throw error;
  }
  setTimeout(() => void file.remove(), READ_MS).unref();
  return file;
}

function started(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore' });
    child.once('error', reject);
    child.once('spawn', () => resolve());
    child.unref();
  });
}

/** @param address of letters that need no escape, as a board's are. */
function leadingTo(address: string): string {
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${address}">
<title>codex-sessions</title>
<a href="${address}">Open the board</a>
`;
}
