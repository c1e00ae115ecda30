import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replay } from '../../../src/inspect/replay/index.js';
import { readLines } from '../../../src/inspect/trace/index.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { MACHINES } from '../../support/traces.js';

let house: ProxyHouse;
let file: string;
beforeEach(async () => {
  house = await ProxyHouse.open();
  file = house.world.at('run.jsonl');
});
afterEach(() => house.close());

const checked = () => replay(readLines(file), { machines: MACHINES });

describe('serve --record', () => {
  it('records a run that is allowed up to its end, without what was said, for this user alone', async () => {
    const client = await house.serve({ flags: ['--record', file] });
    const first = await client.codex('say:`a secret answer`', { identity: 'planner' });
    await client.reply(first.threadId, 'count');
    await client.call('agent_close', { agent_id: first.agentId });
    client.lines.process.end();
    expect(await client.lines.process.exit()).toMatchObject({ code: 0 });
    const result = await checked();
    expect(result).toMatchObject({ wrong: null, cut: null, ended: 'closed' });
    expect(result.header).toMatchObject({ team: 'default', contents: false });
    expect(result.steps).toBeGreaterThan(20);
    expect(readFileSync(file, 'utf8')).not.toContain('a secret answer');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves a run that is allowed as far as it goes when the proxy is killed in the middle', async () => {
    const client = await house.serve({ flags: ['--record', file, '--record-contents'] });
    const { threadId } = await client.codex('say:`done`', { identity: 'planner' });
    client.begin('codex-reply', { threadId, prompt: 'hang' });
    await house.model.requested('hang');
    client.lines.process.kill('SIGKILL');
    await client.lines.process.exit();
    const result = await checked();
    expect(result).toMatchObject({ wrong: null, ended: null });
    expect(result.steps).toBeGreaterThan(20);
    expect(readFileSync(file, 'utf8')).toContain('"text":"done"');
  });

  it('writes over nothing: the proxy says so and does not start', async () => {
    writeFileSync(file, 'precious');
    const client = house.start({ flags: ['--record', file] });
    const error = client.lines.process.stderr.next((line) => line.includes('is not empty'));
    expect(await error).toBe(
      `codex-sessions: nothing can be recorded in '${file}': ${file} is not empty: name a new file for the trace`,
    );
    expect(await client.lines.process.exit()).toMatchObject({ code: 1 });
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  it('writes to a file of its own in a folder, each time it is started', async () => {
    const folder = house.world.at('traces');
    mkdirSync(folder);
    for (let start = 1; start <= 2; start += 1) {
      const client = await house.serve({ flags: ['--record', folder] });
      await client.sessions();
      client.lines.process.end();
      expect(await client.lines.process.exit()).toMatchObject({ code: 0 });
      expect(readdirSync(folder)).toHaveLength(start);
    }
  });

  it('cannot be asked for by a file of the project or by a variable', async () => {
    const { workspace } = house.world;
    writeFileSync(join(workspace, '.codex-sessions.toml'), `record = '${file}'\n`);
    const client = house.start({ env: { CODEX_SESSIONS_RECORD: file } });
    expect(await client.lines.process.exit()).toMatchObject({ code: 1 });
    expect(existsSync(file)).toBe(false);
  });
});
