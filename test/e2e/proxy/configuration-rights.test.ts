import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '../../support/mcp-messages.js';
import { dumpOf, ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';
import { isAskedToEscalate, whatItWrites } from '../../support/proxy-e2e-rights.js';

const WIDE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';

const PRESET = `[presets.reviewer]
model = "preset-model"
sandbox = "read-only"
approval_policy = "on-request"
instructions = "Only review."
base_instructions = "You are a reviewer."
`;

const NOTHING = { inside: false, outside: false };
const EVERYTHING = { inside: true, outside: true };

let house: ProxyHouse;
let client: ProxyClient;
let files = 0;

/** What a session can write, which works in the workspace. */
function writes(threadId: string) {
  const cwd = house.world.workspace;
  return whatItWrites(house, client, { threadId, cwd, name: `file-${++files}` });
}

describe('what the user says of sessions', () => {
  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: WIDE });
    mkdirSync(house.world.at('home/.config/codex-sessions'), { recursive: true });
    const usual = 'model = "usual-model"\nsandbox = "read-only"\n';
    writeFileSync(house.world.at('home/.config/codex-sessions/config.toml'), usual + PRESET);
    client = await house.serve();
  });

  afterAll(() => house.close());

  it('holds for those with the identity of a preset: model, instructions, and rights', async () => {
    const reviewer = await client.codex('dump', { identity: 'reviewer' });
    const { model, developer } = dumpOf(reviewer);
    expect(model).toBe('preset-model');
    expect(developer).toContain('You are a reviewer.');
    expect(developer.join('\n')).toContain('Only review.');
    expect(await writes(reviewer.threadId)).toEqual(NOTHING);
    expect(await isAskedToEscalate(house, client, reviewer.threadId)).toBe(true);
  });

  it('gives way to what a caller says for one of them', async () => {
    await client.call('agent_close', { identity: 'reviewer' });
    const own = { identity: 'reviewer', model: 'own-model', 'developer-instructions': 'Mine.' };
    const { model, developer } = dumpOf(await client.codex('dump', own));
    expect(model).toBe('own-model');
    expect(developer.join('\n')).toContain('Mine.');
    expect(developer.join('\n')).not.toContain('Only review.');
  });

  it('holds for those of which nobody says anything', async () => {
    const usual = await client.codex('dump', { identity: 'writer' });
    expect(dumpOf(usual).model).toBe('usual-model');
    expect(await writes(usual.threadId)).toEqual(NOTHING);
    const asked = await client.codex('say:`begun`', { sandbox: 'danger-full-access' });
    expect(await writes(asked.threadId)).toEqual(EVERYTHING);
  });
});

describe('the bounds of a project', () => {
  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: WIDE });
    const bounds = 'sandbox = "read-only"\napproval_policy = "on-request"\n';
    writeFileSync(house.world.at('workspace/.codex-sessions.toml'), bounds);
    client = await house.serve();
  });

  afterAll(() => house.close());

  it.each<[string, Fields]>([
    ['nothing', {}],
    ['a sandbox and a policy', { sandbox: 'danger-full-access', 'approval-policy': 'never' }],
    ['a config', { config: { sandbox_mode: 'danger-full-access', approval_policy: 'never' } }],
    ['less than everything', { identity: 'anybody', sandbox: 'workspace-write' }],
  ])('hold for a caller who asks for %s, and in every reply', async (_, given) => {
    const { threadId } = await client.codex('say:`begun`', given);
    expect(await writes(threadId)).toEqual(NOTHING);
    expect(await isAskedToEscalate(house, client, threadId)).toBe(true);
    expect(await writes(threadId)).toEqual(NOTHING);
  });
});
