import { isAbsolute } from 'node:path';
import {
  BackendExitedError,
  BackendSpawnError,
  type CodexBackend,
  RequestRefusedError,
  RequestTimeoutError,
  startCodexBackend,
} from '../../codex/index.js';
import { isExpected, sentenceOf } from '../errors.js';
import type { Finding } from '../findings.js';
import { ownVersion } from '../own-version.js';
import { type CodexSettings, codexOptions } from '../serve/codex.js';
import { good, problem } from './finding.js';
import { programPath } from './program-path.js';

const ABOUT = 'codex';

/** How long Codex may take to answer, in milliseconds. */
const DEADLINE_MS = 10_000;

const INSTALL = 'install the Codex CLI (`npm install -g @openai/codex`)';
const UPDATE = 'update it (`npm install -g @openai/codex@latest`)';

/** Below it, a Codex may have no app-server; one that answers is used all the same. */
const CURRENT = [0, 154] as const;

/**
 * Starts Codex as `serve` does, waits for its answer and ends it.
 *
 * @param deadlineMs how long the answer may take, in milliseconds.
 */
export async function codexFinding(
  settings: CodexSettings,
  deadlineMs = DEADLINE_MS,
): Promise<Finding> {
  const path = programPath(settings.codexCommand, process.env.PATH);
  const begun = performance.now();
  try {
    const backend = await startCodexBackend({
      ...codexOptions(settings, ownVersion()),
      onProblem: () => {},
      requestTimeoutMs: deadlineMs,
    });
    const took = Math.round(performance.now() - begun);
    await loadConfiguration(backend).finally(backend.stop);
    const version = versionSentence(backend.version);
    return good(ABOUT, `${version}, at ${path ?? settings.codexCommand}, answered in ${took} ms`);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return problem(ABOUT, adviceOn(error, settings, path));
  }
}

/** A configuration that cannot be loaded is told only to those who ask for it (0.169.0). */
async function loadConfiguration(backend: CodexBackend): Promise<void> {
  try {
    await backend.readConfiguration();
  } catch (error) {
    const isBad = error instanceof RequestRefusedError && error.kind === 'bad_configuration';
    // an old Codex does not know the request
    if (isBad || !(error instanceof RequestRefusedError)) throw error;
  }
}

function versionSentence(version: string | null): string {
  if (version === null) return 'of a version it does not tell';
  return isOld(version) ? `${version}, which is old but has an app-server` : version;
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [least, leastMinor] = CURRENT;
  return major < least || (major === least && minor < leastMinor);
}

/** Says what went wrong and what to do about it. */
function adviceOn(
  error: Error,
  { codexCommand: command, codexArgs }: CodexSettings,
  path: string | undefined,
): string {
  if (error instanceof BackendSpawnError && path === undefined) {
    const where = isAbsolute(command) ? '' : ' in PATH';
    return `there is no program ${command}${where}; ${INSTALL}, or name another by codex_command`;
  }
  const at = path ?? command;
  const withArgs = codexArgs.length === 0 ? '' : ' with what codex_args says';
  const look = `run \`codex app-server\`${withArgs} in a terminal to see more`;
  if (error instanceof BackendSpawnError) {
    return `${at} cannot be started: ${sentenceOf(error.cause)}; ${INSTALL} anew`;
  }
  if (error instanceof RequestTimeoutError) {
    return `${at} did not answer within ${error.timeoutMs / 1000} s; ${look}, or ${UPDATE}`;
  }
  if (error instanceof RequestRefusedError && error.kind === 'bad_configuration') {
    return `${at} cannot load its configuration: ${error.reason.trim()}; mend its config.toml`;
  }
  if (error instanceof RequestRefusedError) return `${at}: ${error.message}; ${UPDATE}`;
  // of one without app-server the error says what to do, with its last line
  const isTooOld = error instanceof BackendExitedError && error.message.endsWith(UPDATE);
  return `${at}: ${error.message}${isTooOld ? '' : `; ${look}`}`;
}
