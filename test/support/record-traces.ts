import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ProxyHouse } from './proxy-e2e.js';
import type { ProxyClient } from './proxy-e2e-client.js';

/**
 * Records the runs in test/fixtures/traces anew, with the real Codex: `npx tsx
 * test/support/record-traces.ts`, after a build. Names of this machine's folders are replaced.
 */
const FOLDER = fileURLToPath(new URL('../fixtures/traces/', import.meta.url));

type Scene = (client: ProxyClient, house: ProxyHouse) => Promise<void>;

/** What is done in each recorded run; the proxy is ended afterwards, unless it is killed. */
const SCENES: Readonly<Record<string, Scene>> = {
  /** Sessions are registered, refused, closed, resumed and opened again. */
  'sessions-come-and-go': async (client) => {
    const planner = await client.codex('say:`plan`', { identity: 'planner' });
    await client.codex('say:`again`', { identity: 'planner' });
    await client.codex('say:`makes room`', { identity: 'coder' });
    await client.codex('say:`no room`', { identity: 'tester' });
    await client.call('agent_close', { agent_id: planner.agentId });
    await client.call('codex', { prompt: 'count', agent_id: planner.agentId });
    client.lines.process.end();
    await client.lines.process.exit();
  },
  /** Codex is killed under a turn that runs and one that waits, and is started again. */
  'codex-is-killed': async (client, house) => {
    const busy = client.begin('codex', { prompt: 'hang', identity: 'busy' });
    await house.model.requested('hang');
    const [session] = await client.sessions({ identity: 'busy' });
    const threadId = session?.thread_id;
    const queued = client.begin('codex-reply', { threadId, prompt: 'say:`queued`' });
    await client.logged('turn asked for', { ticket: 'turn-2' });
    process.kill(await client.codexPid(), 'SIGKILL');
    await client.logged('codex is gone');
    await Promise.all([busy.answer, queued.answer]);
    await client.reply(String(threadId), 'count');
    client.lines.process.end();
    await client.lines.process.exit();
  },
  /** The proxy itself is killed while a turn runs that was asked to end. */
  'proxy-is-killed': async (client, house) => {
    const done = await client.codex('say:`done`', { identity: 'first' });
    const running = client.begin('codex-reply', { threadId: done.threadId, prompt: 'hang' });
    await house.model.requested('hang');
    client.cancel(running.id);
    await client.codex('say:`meanwhile`', { identity: 'second' });
    client.lines.process.kill('SIGKILL');
    await client.lines.process.exit();
  },
};

for (const [name, play] of Object.entries(SCENES)) {
  const house = await ProxyHouse.open();
  try {
    const file = house.world.at('trace.jsonl');
    const client = await house.serve({ flags: ['--record', file, '--max-sessions', '2'] });
    await play(client, house);
    const text = readFileSync(file, 'utf8').replaceAll(house.world.root, '/home/user');
    writeFileSync(`${FOLDER}${name}.jsonl`, text);
    console.log(`${name}: ${text.length} characters`);
  } finally {
    await house.close();
  }
}
