import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodexWorld } from './codex-world.js';
import type { Fields } from './mcp-messages.js';

/** The file that Codex keeps a thread in. @throws Error when there is none. */
export function rolloutOf({ codexHome }: CodexWorld, threadId: string): string {
  const files = readdirSync(codexHome, { recursive: true, encoding: 'utf8' });
  const found = files.find((file) => file.includes('rollout-') && file.includes(threadId));
  if (found === undefined) throw new Error(`codex keeps no file of thread ${threadId}`);
  return join(codexHome, found);
}

/** Makes a thread one that `codex mcp-server` 0.153.4 wrote, as far as Codex' file tells it. */
export function dateBack(world: CodexWorld, threadId: string): void {
  const file = rolloutOf(world, threadId);
  const [first = '', ...others] = readFileSync(file, 'utf8').split('\n');
  const meta = JSON.parse(first) as { payload: Fields };
  const { payload } = meta;
  const old = { originator: 'codex_cli_rs', cli_version: '0.153.4', source: 'mcp' };
  const dated = { ...meta, payload: { ...payload, ...old } };
  writeFileSync(file, [JSON.stringify(dated), ...others].join('\n'));
}
