import type { House } from '../mcp/house.js';
import { LineTransport } from '../mcp/line-transport.js';
import { serveMcp } from '../mcp/server.js';
import type { AgentService, ShutdownOptions } from '../proxy/api.js';
import type { Log } from '../proxy/log.js';
import { within } from '../proxy/patience.js';
import type { Inspector } from '../runtime/index.js';
import { flagsOf, type SettingOptions } from './config/flags.js';
import { type Configuration, loadConfiguration } from './config/load.js';
import { ownPlace } from './config/place.js';
import type { Settings } from './config/settings.js';
import { complainOfFaults } from './config.js';
import { depthOf } from './serve/depth.js';
import { NO_EYES, openEyes } from './serve/eyes.js';
import { createLog } from './serve/log.js';
import type { OpenService } from './serve/service.js';
import type { Surroundings } from './terminal.js';

/** How long a process that should be over is waited for, in milliseconds. */
const LAST_WAIT_MS = 2_000;

/** For people who want to see what it does. */
const HINT =
  'codex-sessions: serve speaks MCP over standard input and output; give it to an MCP client\n';

/** Serves the tools over standard input and output until the client leaves, or a signal comes. */
export async function serve(
  options: SettingOptions,
  world: Surroundings,
  version: string,
): Promise<number> {
  const place = ownPlace();
  const loaded = loadConfiguration({ ...place, ...flagsOf(options) });
  if (!loaded.ok) {
    complainOfFaults(loaded.refusal, world);
    return 1;
  }
  const configuration = loaded.value;
  const { settings } = configuration;
  const log = createLog(world.error, settings.logLevel, world.clock);
  if (process.stdin.isTTY) world.error(HINT);
  const listsOnly = depthOf(place.env) > 0;
  const say = process.stderr.isTTY ? world.error : undefined;
  // another one inside of our Codex may have the same command line
  const herald = { version, world, log, say };
  const eyes = listsOnly ? NO_EYES : await openEyes(settings, options, herald);
  const opening = openOnce({ configuration, version, world, log, inspectors: eyes.inspectors });
  logWarnings(log);
  const transport = new LineTransport();
  const server = serveMcp({
    house: houseOf(settings, opening.service),
    transport,
    version,
    listsOnly,
    onProblem: ({ message }) => log('warn', 'a message was ignored', { message }),
  });
  // after the greeting: a client does not wait for the registry
  setImmediate(() => void opening.service().catch(() => {}));
  const signal = signalled();
  const end = await Promise.race([transport.ended, signal]);
  log('info', 'ending', { because: end });
  const graceMs = end === 'end' ? settings.shutdownGraceSeconds * 1000 : 0;
  await opening.close({ graceMs, hurry: hurryAt(signal) });
  await within(LAST_WAIT_MS, eyes.close());
  await server.close();
  setTimeout(() => process.exit(), LAST_WAIT_MS).unref();
  return 0;
}

function houseOf(settings: Settings, service: House['service']): House {
  const { events, elicitation, maxResultChars } = settings;
  return { service, events, elicits: elicitation === 'declared', maxResultChars };
}

/** Clients that do not want to wait send a signal after the end of the input. */
function hurryAt(signal: Promise<unknown>): AbortSignal {
  const hurry = new AbortController();
  void signal.then(() => hurry.abort());
  return hurry.signal;
}

/** Node prints warnings as text; the log is made of JSON lines. */
function logWarnings(log: Log): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => log('warn', 'a warning', { name, message }));
}

function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    // they stay: ending is bounded, and a second signal must not cut it short
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, resolve);
  });
}

interface Parts {
  readonly configuration: Configuration;
  readonly version: string;
  readonly world: Surroundings;
  readonly log: Log;
  readonly inspectors: () => Promise<readonly Inspector[]>;
}

/** Opens the service when it is first asked for; again if that failed. */
function openOnce({ configuration, version, world, log, inspectors }: Parts) {
  let opening: Promise<OpenService> | undefined;
  const { home, clock } = world;
  const open = async (): Promise<OpenService> => {
    // here, because loading it takes longer than greeting a client
    const { openService } = await import('./serve/service.js');
    const request = { configuration, version, home, log, clock };
    return openService({ ...request, inspectors: await inspectors() });
  };
  return {
    async service(): Promise<AgentService> {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        const reason = error instanceof Error ? error.message : String(error);
        log('error', 'the registry cannot be opened', { reason });
        throw error;
      });
      return (await opening).service;
    },
    async close(options: ShutdownOptions): Promise<void> {
      const opened = await opening?.catch(() => undefined);
      await opened?.close(options);
    },
  };
}
