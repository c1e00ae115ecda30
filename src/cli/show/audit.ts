import { open } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '../../domain/index.js';

/** How much of the end of an audit log is read, in bytes. */
const READ_BYTES = 1024 * 1024;

/** How many entries are told. */
const MAX_ENTRIES = 50;

/** An entry of the audit log, as far as it is as expected. */
export interface AuditedEvent {
  /** RFC 3339. */
  readonly time: string;
  readonly event: string;
  /** What is told besides: `how completed`. */
  readonly facts: readonly string[];
}

/** The newest entries about a session, oldest first; null where there is no log to be read. */
export async function auditOf(
  path: string,
  agentId: string,
): Promise<readonly AuditedEvent[] | null> {
  const text = await endOf(path).catch(() => null);
  if (text === null) return null;
  const entries = text.split('\n').flatMap((line) => {
    const entry = objectIn(line);
    return entry?.agentId === agentId ? [entry] : [];
  });
  return entries.slice(-MAX_ENTRIES).flatMap(eventOf);
}

/** Whole lines, as far as they are among the last bytes. */
async function endOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - READ_BYTES);
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    const text = bytes.toString('utf8', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

function objectIn(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const FACTS = ['how', 'decision', 'by', 'user', 'prompt'] as const;

function eventOf(entry: JsonObject): AuditedEvent[] {
  const { time, event } = entry;
  if (typeof time !== 'string' || typeof event !== 'string') return [];
  const facts = FACTS.flatMap((name) => {
    const value = entry[name];
    return typeof value === 'string' ? [`${name} ${value}`] : [];
  });
  return [{ time, event, facts }];
}
