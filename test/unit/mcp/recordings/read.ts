import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../../../src/domain/index.js';

/** Reads a recording of `codex mcp-server` 0.153.4 or `codex app-server` 0.169.0. */
export function recording<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;
}

/** One line that app-server wrote in a turn: a notification, or a request of its own. */
export interface RecordedLine {
  readonly method: string;
  readonly isRequest?: true;
  readonly params: JsonObject;
}

/** Reads the lines of a recorded turn of app-server. */
export function recordedTurn(name: string): RecordedLine[] {
  const text = readFileSync(new URL(`app-server/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedLine);
}
