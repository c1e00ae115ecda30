import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyHouse, dumpOf } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

describe('x', () => {
  let house: ProxyHouse;
  let client: ProxyClient;
  beforeAll(async () => { house = await ProxyHouse.open({tables: '[mcp_servers.self]\ncommand = "node"\nargs = ["/work/main/dist/src/cli.js", "serve", "--team", "nested"]\n'}); client = await house.serve(); });
  afterAll(() => house.close());
  it('x', async () => {
    const first = await client.codex('dump');
    console.log(dumpOf(first).tools);
    console.log(readdirSync('/proc').filter((n)=>/^\d+$/.test(n)).map((n)=>{try{return [readFileSync(`/proc/${n}/cmdline`,'utf8').replaceAll('\0',' '), readFileSync(`/proc/${n}/environ`,'utf8').replaceAll('\0','\n')]}catch{return ['']}}).filter(([c])=>c.includes('nested')));
    console.log((await client.reply(first.threadId, 'exec:`env`')).text.slice(0, 3000));
  });
});
