import {
  parseRegistrySnapshot,
  RegistryFormatError,
  type RegistrySnapshot,
  type SessionRecord,
} from '../domain/index.js';
import { jsonFaultIn } from './json-fault.js';

/** Something wrong in a registry file. */
export interface Problem {
  /** `sessions[3].status`; `line 3, column 5`; `file` if it is about all of it. */
  readonly where: string;
  readonly code: string;
  readonly sentence: string;
  /** The line it is in, and how many characters of it come before, if the text itself is wrong. */
  readonly line?: { readonly text: string; readonly before: number };
}

/** What was found in a registry file. */
export interface Examination {
  /** Null if nothing of it can be used. */
  readonly snapshot: RegistrySnapshot | null;
  readonly problems: readonly Problem[];
}

/** Examines the content of a registry file. */
export function examine(bytes: Uint8Array): Examination {
  const text = decoded(bytes);
  if (text === undefined) return { snapshot: null, problems: [notUtf8(bytes)] };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { snapshot: null, problems: [notJson(text, error)] };
  }
  return examineJson(json);
}

function examineJson(json: unknown): Examination {
  try {
    const { snapshot, issues } = parseRegistrySnapshot(json);
    const problems = issues.map(({ path, code, repair }) => ({
      where: path,
      code,
      sentence: repair,
    }));
    return { snapshot, problems };
  } catch (error) {
    if (!(error instanceof RegistryFormatError)) throw error;
    const problem = { where: 'file', code: error.reason, sentence: error.message };
    return { snapshot: null, problems: [problem] };
  }
}

/** The identities that several active sessions of a snapshot have: only one of them can be live. */
export function sharedIdentities({ sessions }: RegistrySnapshot): (readonly [string, number])[] {
  const holders = new Map<string, number>();
  const isActive = ({ status }: SessionRecord) => status === 'active';
  for (const { identity } of sessions.filter(isActive)) {
    holders.set(identity, (holders.get(identity) ?? 0) + 1);
  }
  return [...holders].filter(([, count]) => count > 1);
}

/** As the store decodes: strictly, without a byte order mark. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function notUtf8(bytes: Uint8Array): Problem {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const offset = Buffer.from(text).findIndex((byte, index) => byte !== bytes[index]);
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, offset)).replace(/�*$/, '');
  return problemAt(text.replace(/^\ufeff/, ''), before.length, {
    code: 'not_utf8',
    sentence: 'the bytes here are not UTF-8',
  });
}

function notJson(text: string, error: unknown): Problem {
  const fault = jsonFaultIn(text);
  if (fault !== null) {
    return problemAt(text, fault.offset, { code: 'not_json', sentence: fault.sentence });
  }
  const sentence = error instanceof Error ? error.message : String(error);
  return { where: 'file', code: 'not_json', sentence };
}

function problemAt(
  text: string,
  offset: number,
  what: Pick<Problem, 'code' | 'sentence'>,
): Problem {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  const start = before.at(-1) ?? '';
  const column = [...start].length + 1;
  const [rest = ''] = text.slice(offset).split(/[\r\n]/, 1);
  const line = { text: start + rest, before: start.length };
  return { where: `line ${before.length}, column ${column}`, ...what, line };
}
