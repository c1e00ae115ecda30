import type { Inspector } from '../../runtime/index.js';
import type { Settings } from '../config/settings.js';
import type { Herald } from './address.js';
import { beside } from './beside.js';
import { beginRecording, type RecordingFlags } from './recording.js';

/** What people look through at a serving process. */
export interface Eyes {
  /** Those that look at actors; resolves when they are open. */
  inspectors(): Promise<readonly Inspector[]>;
  /** Closes them all; never rejects. */
  close(): Promise<void>;
}

type EyeSettings = Pick<
  Settings,
  'team' | 'board' | 'boardPort' | 'inspect' | 'inspectPort' | 'inspectContents'
>;

/**
 * Opens what the person asked for. Board and inspector come after the greeting, and the proxy works
 * without them; a recording that cannot be begun is an error before anything else happens.
 *
 * @param version of this program.
 * @throws what `createTraceFile` does.
 */
export async function openEyes(
  settings: EyeSettings,
  flags: RecordingFlags,
  { version, ...herald }: Herald & { readonly version: string },
): Promise<Eyes> {
  const { team, board, boardPort, inspect } = settings;
  const { log, world } = herald;
  const recording = await beginRecording(flags, { team, version, log, clock: world.clock });
  const openBoard = async () => {
    const { openServedBoard } = await import('./board.js');
    return openServedBoard({ ...herald, port: boardPort });
  };
  const openInspector = async () => {
    const { openServedInspector } = await import('./inspector.js');
    return openServedInspector(settings, herald);
  };
  const boardBeside = board ? beside('board', log, openBoard) : undefined;
  const inspector = inspect ? beside('inspector', log, openInspector) : undefined;
  return {
    async inspectors() {
      return [recording?.inspector, await inspector?.opened].filter((one) => one !== undefined);
    },
    async close() {
      await Promise.all([recording?.close(), boardBeside?.close(), inspector?.close()]);
    },
  };
}

/** One that looks at nothing. */
export const NO_EYES: Eyes = { inspectors: async () => [], close: async () => {} };
