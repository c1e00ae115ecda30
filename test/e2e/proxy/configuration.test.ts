import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codexEventTypes, type Fields } from '../../support/mcp-messages.js';
import { ProxyHouse, type ServeOptions } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';
import { held, release } from '../../support/proxy-e2e-held.js';

const WIDE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';

describe('the configuration', () => {
  let house: ProxyHouse;

  beforeEach(async () => {
    house = await ProxyHouse.open({ settings: WIDE });
  });

  afterEach(() => house.close());

  const userFile = () => house.world.at('home/.config/codex-sessions/config.toml');
  const projectFile = () => house.world.at('workspace/.codex-sessions.toml');

  function write(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  async function status(options: ServeOptions = {}): Promise<Fields> {
    return (await (await house.serve(options)).call('agent_status')).fields;
  }

  it('is taken from flags, else the environment, else the user, else the project', async () => {
    const flags = ['--max-sessions', '4'];
    const env = { CODEX_SESSIONS_MAX_SESSIONS: '5' };
    expect(await status()).toMatchObject({ max_sessions: 10, max_turns: null });
    write(projectFile(), 'max_sessions = 7\nmax_turns = 2\nteam = "project"\n');
    const narrowed = { max_sessions: 7, max_turns: 2, team: 'project' };
    expect(await status()).toMatchObject(narrowed);
    expect(await status({ cwd: makeBelow('workspace/deep/er') })).toMatchObject(narrowed);
    write(userFile(), 'max_sessions = 6\n');
    expect(await status()).toMatchObject({ max_sessions: 6, max_turns: 2 });
    expect(await status({ env })).toMatchObject({ max_sessions: 5 });
    expect(await status({ env, flags })).toMatchObject({ max_sessions: 4, team: 'project' });
  });

  function makeBelow(path: string): string {
    const folder = house.world.at(path);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  it.each<[string, 'user' | 'project', string, number, RegExp]>([
    ['a number too small', 'user', '# mine\nmax_sessions = 0\n', 2, /max_sessions must be .*1/],
    ['a word there is not', 'user', 'sandbox = "wide"\n', 1, /sandbox must be .*read-only/],
    ['a key there is not', 'user', '\n\nmax_session = 3\n', 3, /did you mean 'max_sessions'/],
    ['a preset', 'user', '[presets.a]\nmodle = "x"\n', 2, /did you mean 'presets\.a\.model'/],
    ['no TOML', 'user', 'max_sessions = = 3\n', 1, /./],
    ['a program of a project', 'project', 'codex_command = "./evil"\n', 1, /may not set/],
    ['a yes to all of a project', 'project', 'approval_default = "accept"\n', 1, /may not set/],
  ])(
    'stops the server where it is wrong, and says where: %s',
    async (_, whose, text, line, what) => {
      const file = whose === 'user' ? userFile() : projectFile();
      write(file, text);
      const { lines } = house.start();
      lines.notify('notifications/initialized');
      expect(await lines.process.exit()).toEqual({ code: 1, signal: null });
      expect(lines.stderr.join('\n')).toContain(`${file}:${line}: `);
      expect(lines.stderr.join('\n')).toMatch(what);
      expect(lines.process.stdout.items).toEqual([]);
    },
  );

  it('stops the server where a flag or a variable is wrong, and says all at once', async () => {
    const { lines } = house.start({
      flags: ['--max-turns', 'many'],
      env: { CODEX_SESSIONS_MAX_SESSIONS: 'few', CODEX_SESSIONS_CONFIG: '/no/such/file.toml' },
    });
    expect(await lines.process.exit()).toEqual({ code: 1, signal: null });
    const said = lines.stderr.join('\n');
    for (const place of ['--max-turns', 'CODEX_SESSIONS_MAX_SESSIONS', '/no/such/file.toml']) {
      expect(said).toContain(place);
    }
  });

  it('lets so many turns run at once, and the others wait in order and say so', async () => {
    const client = await house.serve({ flags: ['--max-turns', '1'] });
    const begin = (nth: number, words = '') =>
      client.begin(
        'codex',
        { prompt: `${words} say:\`${nth}\`` },
        { progressToken: `turn ${nth}` },
      );
    const first = begin(1, held(house, 'go'));
    await house.model.requested('say:`1`');
    const [second, third] = [begin(2), begin(3)];
    const places = ['waiting for its place', 'waiting: 1 turn before it'];
    await Promise.all(places.map((place, nth) => client.progress(`turn ${nth + 2}`, place)));
    expect(await counts(client)).toMatchObject({ turns_running: 1, turns_waiting: 2 });
    release(house, 'go');
    const answers = [first, second, third].map(({ answer }) => answer);
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(['1', '2', '3']);
    const prompts = house.model.requests.map(({ prompt }) => /say:`(\d)`/.exec(prompt)?.[1]);
    // the first one asked twice: for its command, and with the command's output
    expect(prompts.filter(Boolean)).toEqual(['1', '1', '2', '3']);
    expect(await counts(client)).toMatchObject({ turns_running: 0, turns_waiting: 0 });
  });

  const counts = async (client: ProxyClient) => (await client.call('agent_status')).fields;

  it('turns codex/event off', async () => {
    const client = await house.serve({ flags: ['--events', 'false'] });
    expect(await client.codex('exec:`true`')).toMatchObject({ isError: false });
    expect(codexEventTypes(client.lines.messages)).toEqual([]);
  });
});
