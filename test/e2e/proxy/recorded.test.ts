import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodexWorld, createCodexWorld } from '../../support/codex-world.js';
import { proxyServer } from '../../support/proxy-server.js';
import { play } from '../../support/recorded-player.js';
import { type Difference, judge, type RecordedSession } from '../../support/recorded-sessions.js';
import type { EventShape } from '../../support/recorded-shapes.js';
import { type ScriptedModel, startScriptedModel } from '../../support/scripted-model.js';
import { EXCUSES } from './recorded-excuses.js';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const RECORDINGS = 'codex-mcp-server-0.153.4/';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'));

const shapes = read('codex-events-0.153.4.json') as Record<string, EventShape>;

/** Sessions that were recorded with `codex mcp-server` 0.153.4, against the same scripted model. */
describe('a client of the old server', () => {
  const differences: Difference[] = [];
  let model: ScriptedModel;
  let world: CodexWorld | undefined;

  beforeAll(async () => {
    model = await startScriptedModel();
  });

  afterAll(async () => {
    world?.remove();
    await model.close();
  });

  it.each(readdirSync(new URL(RECORDINGS, FIXTURES)))(
    'sees what it saw before, but for what must be different: %s',
    async (file) => {
      const session = read(RECORDINGS + file) as RecordedSession;
      const { retries } = session;
      const settings = 'approval_policy = "never"';
      world = createCodexWorld({ modelUrl: model.url, retries, settings });
      const found = await play(session, proxyServer(world), shapes);
      differences.push(...found);
      world.remove();
      expect(judge(found, EXCUSES).unexplained).toEqual([]);
    },
  );

  it('is spared every other difference: no excuse is there for nothing', () => {
    expect(judge(differences, EXCUSES).unused).toEqual([]);
  });
});
