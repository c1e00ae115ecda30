import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Fields, Message } from './mcp-messages.js';
import { ProxyHouse, type ServeOptions } from './proxy-e2e.js';
import type { ProxyClient } from './proxy-e2e-client.js';

const FAKE = fileURLToPath(new URL('./fake-app-server.mjs', import.meta.url));

/** A house whose Codex is the fake: it does what the real one cannot be made to do. */
export interface FakeHouse {
  readonly house: ProxyHouse;
  /** Starts a proxy whose Codex does from its start what the words say; see `fake-app-server.mjs`. */
  serve(words?: string, options?: ServeOptions): Promise<ProxyClient>;
  /** What a Codex that is started from now on does around its turns; null: what its proxy says. */
  say(words: string | null): void;
  /** The params of all that Codex was sent of a method, by all proxies, in order. */
  sent(method: string): readonly Fields[];
}

/** A test that has such a house for itself. */
export function inFakeHouse(test: (fake: FakeHouse) => Promise<void>): () => Promise<void> {
  return async () => {
    const fake = await openFakeHouse();
    try {
      await test(fake);
    } finally {
      await fake.house.close();
    }
  };
}

export async function openFakeHouse(): Promise<FakeHouse> {
  const house = await ProxyHouse.open();
  const log = house.world.at('sent.jsonl');
  const program = house.world.at('bin', 'codex');
  // a link to the real one, which must not be written through
  rmSync(program);
  const say = (words: string | null): void => {
    const told = words === null ? '' : `FAKE_APP_SERVER='${words}' `;
    const run = `${told}exec '${process.execPath}' '${FAKE}' "$@"`;
    writeFileSync(program, `#!/bin/sh\n${run}\n`, { mode: 0o755 });
  };
  say(null);
  writeFileSync(log, '');
  return {
    house,
    say,
    serve: (words = '', { env, ...options } = {}) =>
      house.serve({
        ...options,
        env: { ...env, FAKE_APP_SERVER: words, FAKE_APP_SERVER_LOG: log },
      }),
    sent(method) {
      const lines = readFileSync(log, 'utf8').split('\n');
      const messages = lines
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Message);
      return messages.filter((one) => one.method === method).map(({ params = {} }) => params);
    },
  };
}
