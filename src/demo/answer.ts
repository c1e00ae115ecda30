import type { CallToolResult } from '@modelcontextprotocol/client';
import { isJsonObject, type JsonObject } from '../domain/index.js';

/** What a tool of the proxy answered. */
export interface Answer {
  /** The stable code of an error; undefined when it went well. */
  readonly code: string | undefined;
  /** What is there to be read: the words of the agent, or the sentence of an error. */
  readonly text: string;
  /** The same for programs. */
  readonly fields: JsonObject;
}

/** Reads the result of a tool. An error without a code has the code `error`. */
export function answerOf({ content, structuredContent, isError }: CallToolResult): Answer {
  const fields = isJsonObject(structuredContent) ? structuredContent : {};
  const [first] = content;
  const code = isError === true ? String(fields.code ?? 'error') : undefined;
  return { code, text: first?.type === 'text' ? first.text : '', fields };
}
