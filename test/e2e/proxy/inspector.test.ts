import { readFileSync, statSync } from 'node:fs';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

const SECRET = 'the secret plan of the user';

/** What the official client of the inspector hears, until something is heard. */
function receive(server: string) {
  const heard: StatelyInspectionEvent[] = [];
  let wake = () => {};
  createWebSocketReceiver({ server }).subscribe((message) => {
    heard.push(message);
    wake();
  });
  return {
    heard,
    async until(isSo: (message: StatelyInspectionEvent) => boolean): Promise<void> {
      while (!heard.some(isSo)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

const stateOf = (message: StatelyInspectionEvent): unknown =>
  message.type === '@xstate.snapshot' ? message.snapshot : undefined;

describe('serve --inspect', () => {
  let house: ProxyHouse;
  let client: ProxyClient;
  let file: string;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = await house.serve({ flags: ['--inspect', '--inspect-port', '0'] });
    file = String((await client.logged('the inspector is open')).addressIn);
  });

  afterAll(() => house.close());

  it('tells its address in a private file, not in the log', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/\n$/);
  });

  it("shows every actor of a session's life to the official client", async () => {
    const url = readFileSync(file, 'utf8').trim();
    const { heard, until } = receive(new URL('events', url).href.replace('http', 'ws'));
    await until(({ sessionId }) => sessionId === 'backend');
    const { agentId } = await client.codex(`say:\`${SECRET}\``, { identity: 'reviewer' });
    await client.call('agent_close', { agent_id: agentId });
    await until((message) => {
      return message.sessionId === `session ${agentId}` && hasEnded(message);
    });

    const actors = heard.filter(({ type }) => type === '@xstate.actor');
    const names = actors.map(({ sessionId }) => sessionId);
    expect(new Set(names)).toEqual(
      new Set(['supervisor', 'sessions', 'backend', `session ${agentId}`, `turns ${agentId}`]),
    );
    for (const name of names) {
      const told = heard.filter(({ sessionId }) => sessionId === name);
      expect(told[0]?.type, name).toBe('@xstate.actor');
      expect(told.some(({ type }) => type === '@xstate.event')).toBe(true);
      expect(told.some(({ type }) => type === '@xstate.snapshot')).toBe(true);
    }
    for (const { type, _version, createdAt, rootId } of heard) {
      expect([type, typeof _version, typeof createdAt, typeof rootId]).toEqual([
        expect.stringMatching(/^@xstate\.(actor|event|snapshot)$/),
        ...['string', 'string', 'string'],
      ]);
    }
    const states = (name: string) =>
      heard.filter(({ sessionId }) => sessionId === name).flatMap((one) => stateOf(one) ?? []);
    expect(states(`session ${agentId}`)).toContainEqual(
      expect.objectContaining({ value: { status: 'active', thread: 'busy' } }),
    );
    expect(states(`turns ${agentId}`)).toContainEqual(
      expect.objectContaining({ value: { running: 'working' } }),
    );
    expect(states('backend')).toContainEqual(expect.objectContaining({ value: 'ready' }));
    expect(JSON.stringify(heard)).not.toContain(SECRET);
  });
});

function hasEnded(message: StatelyInspectionEvent): boolean {
  return message.type === '@xstate.snapshot' && message.snapshot.status === 'done';
}
