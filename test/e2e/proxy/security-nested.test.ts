import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dumpOf, ProxyHouse } from '../../support/proxy-e2e.js';
import { proxyServer } from '../../support/proxy-server.js';

const LISTING = ['agent_sessions', 'agent_status'];

describe('a proxy inside a Codex that a proxy started', () => {
  let house: ProxyHouse;

  beforeEach(async () => {
    house = await ProxyHouse.open();
  });

  afterEach(() => house.close());

  it('has the tools that list, and no others: it cannot start itself over and over', async () => {
    const inside = await house.serve({ env: { CODEX_SESSIONS_DEPTH: '1' } });
    const { result } = await inside.lines.request('tools/list');
    const tools = result?.tools as readonly { readonly name: string }[];
    expect(tools.map(({ name }) => name)).toEqual(LISTING);
    for (const name of ['codex', 'codex-reply', 'agent_close', 'agent_approve', 'agent_result']) {
      const refused = await inside.call(name, { prompt: 'say:`no`' });
      expect(refused).toMatchObject({ isError: true, text: `Unknown tool '${name}'` });
    }
    expect(await inside.sessions()).toEqual([]);
    expect(house.model.requests).toEqual([]);
  });

  it('knows where it is although Codex keeps our environment from the servers it starts', async () => {
    const { command, args = [] } = proxyServer(house.world);
    const run = `command = ${JSON.stringify(command)}\nargs = ${JSON.stringify(args)}`;
    // Codex waits for one that is required before it does anything
    const waits = 'required = true\nstartup_timeout_sec = 60';
    house.configure(`[mcp_servers.self]\n${run}\n${waits}\n`);
    const client = await house.serve();
    const { tools } = dumpOf(await client.codex('dump'));
    const ours = tools.filter((tool) => tool.startsWith('mcp__self.'));
    expect(ours).toEqual(LISTING.map((name) => `mcp__self.${name}`));
  });
});
