import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectClient,
  ERAS,
  type Era,
  type OfficialClient,
  type OfficialClientOptions,
} from '../../support/mcp-clients.js';
import { codexEvent, codexEventTypes } from '../../support/mcp-messages.js';

const TINY = fileURLToPath(new URL('../../support/mcp-tiny-server.mjs', import.meta.url));

const connect = (era: Era, elicit?: OfficialClientOptions['elicit']) =>
  connectClient({
    command: process.execPath,
    args: [TINY],
    env: { PATH: process.env.PATH ?? '' },
    era,
    ...(elicit && { elicit }),
  });

describe.each(ERAS)('the official client, %s', (era) => {
  let connected: OfficialClient;

  beforeAll(async () => {
    connected = await connect(era, () => ({ action: 'decline' }));
  });

  afterAll(() => connected.close());

  it('speaks the revision of its era', async () => {
    const { client } = connected;
    expect(client.getProtocolEra()).toBe(era);
    expect(client.getServerVersion()).toMatchObject({ name: 'tiny' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo', 'tell', 'ask', 'hang']);
  });

  it('calls tools, and hears notifications that are not of the standard', async () => {
    const { client, notifications } = connected;
    const result = await client.callTool({ name: 'tell', arguments: { times: 2 } });
    expect(result.content).toEqual([{ type: 'text', text: '"done"' }]);
    await notifications.next(codexEvent('told_2'));
    expect(codexEventTypes(notifications.items)).toEqual(['told_1', 'told_2']);
  });

  it('answers questions by its handler', async () => {
    const { content } = await connected.client.callTool({ name: 'ask', arguments: {} });
    expect(content).toMatchObject([{ text: expect.stringContaining('"action":"decline"') }]);
    expect(connected.asked).toMatchObject([{ message: 'Allow it?' }]);
  });

  it('cancels a call', async () => {
    const controller = new AbortController();
    const call = connected.client.callTool({ name: 'hang' }, { signal: controller.signal });
    await connected.stderr.next((line) => line === 'hanging');
    controller.abort();
    await expect(call).rejects.toThrow();
    await connected.stderr.next((line) => line === 'aborted');
  });

  it('declares that it cannot be asked when it has no handler', async () => {
    const mute = await connect(era);
    await expect(mute.client.callTool({ name: 'ask', arguments: {} })).rejects.toThrow();
    expect(mute.asked).toEqual([]);
    await mute.close();
  });
});
