import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Fields } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import {
  ASKING,
  CAN_BE_ASKED,
  openApprovals,
  questionsIn,
} from '../../support/proxy-e2e-asking.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';
import { type FakeHouse, openFakeHouse } from '../../support/proxy-e2e-fake.js';

const TINY = fileURLToPath(new URL('../../support/mcp-tiny-server.mjs', import.meta.url));

const TABLES = `[mcp_servers.tiny]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(TINY)}]`;

/** What a client was asked, and what came of it. */
class Asked {
  readonly answers: Fields[] = [];

  constructor(readonly client: ProxyClient) {}

  get questions(): readonly Fields[] {
    return questionsIn(this.client.lines.messages).map(({ params }) => params ?? {});
  }

  /** Runs a turn whose questions get these answers, in this order; gives its text and its questions. */
  async run(prompt: string, ...answers: readonly Fields[]) {
    const before = this.questions.length;
    this.answers.splice(0, Infinity, ...answers);
    const { text, isError, code } = await this.client.codex(prompt);
    return { text, isError, code, questions: this.questions.slice(before) };
  }
}

describe('a tool of an MCP server that Codex asks to run (!! H5: the old server hung)', () => {
  let house: ProxyHouse;
  let asked: Asked;

  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: ASKING, tables: TABLES });
    asked = new Asked(
      await house.serve({
        capabilities: CAN_BE_ASKED,
        answers: (): Answer => ({ result: asked.answers.shift() ?? {} }),
      }),
    );
  });

  afterAll(() => house.close());

  it('is shown with its arguments, runs when that is accepted, and may ask something itself', async () => {
    const prompt = 'tool:`mcp__tiny.ask {"why":"because"}`';
    const mine = { action: 'accept', content: { sure: true } };
    const { text, questions } = await asked.run(prompt, { action: 'accept' }, mine);
    const [allow, question] = questions;
    expect(allow).toMatchObject({
      codex_elicitation: 'mcp-elicitation',
      codex_server_name: 'tiny',
    });
    expect(allow?.message).toMatch(/run tool "ask"[\s\S]*"why": "because"/);
    expect(question).toMatchObject({
      message: 'Allow it?',
      requestedSchema: { type: 'object', properties: {} },
      codex_server_name: 'tiny',
    });
    expect(questions).toHaveLength(2);
    expect(text).toContain('sure');
  });

  it.each<[string, Fields]>([
    ['decline', { action: 'decline' }],
    ['nothing', {}],
  ])('does not run when that is answered by %s, and the turn goes on', async (_, no) => {
    const { text, isError, questions } = await asked.run('tool:`mcp__tiny.echo {}`', no);
    expect(isError).toBe(false);
    expect(text).toMatch(/user (rejected|cancelled)/);
    expect(questions).toHaveLength(1);
  });

  it('is not asked for again after the old approved_for_session', async () => {
    const forSession = { decision: 'approved_for_session' };
    const { questions } = await asked.run('tool:`mcp__tiny.echo {}` calls=2', forSession);
    expect(questions).toHaveLength(1);
  });
});

describe('what only some versions of Codex ask', () => {
  let fake: FakeHouse;
  let asked: Asked;

  beforeAll(async () => {
    fake = await openFakeHouse();
    asked = new Asked(
      await fake.serve('', {
        capabilities: CAN_BE_ASKED,
        answers: (): Answer => ({ result: asked.answers.shift() ?? {} }),
      }),
    );
  });

  afterAll(() => fake.house.close());

  beforeEach(async () => expect(await openApprovals(asked.client)).toEqual([]));

  const answered = (answer: Fields) => `answered ${JSON.stringify(answer)}`;
  const granted = { network: { enabled: true } };

  it.each<[string, Fields, Fields]>([
    ['accept', { action: 'accept' }, { permissions: granted, scope: 'turn' }],
    ['approved', { decision: 'approved' }, { permissions: granted, scope: 'turn' }],
    [
      'approved_for_session',
      { decision: 'approved_for_session' },
      { permissions: granted, scope: 'session' },
    ],
    ['decline', { action: 'decline' }, { permissions: {}, scope: 'turn' }],
    ['cancel', { action: 'cancel' }, { permissions: {}, scope: 'turn' }],
    ['abort', { decision: 'abort' }, { permissions: {}, scope: 'turn' }],
    ['nothing', {}, { permissions: {}, scope: 'turn' }],
  ])('more permissions are written out, and answered by %s', async (_, answer, told) => {
    const { text, questions } = await asked.run('ask:permissions', answer);
    expect(text).toBe(answered(told));
    expect(questions).toMatchObject([
      {
        codex_elicitation: 'permissions-approval',
        message: expect.stringMatching(/for the network: to fetch a page[\s\S]*"enabled": true/),
      },
    ]);
  });

  it.each<[string, Fields, Fields]>([
    [
      'a filled form',
      { action: 'accept', content: { q1: 'blue' } },
      { answers: { q1: { answers: ['blue'] } } },
    ],
    ['decline', { action: 'decline' }, { answers: {} }],
    ['cancel', { action: 'cancel' }, { answers: {} }],
    ['nothing', {}, { answers: {} }],
  ])("Codex' question is a form with a field, and answered by %s", async (_, answer, told) => {
    const { text, questions } = await asked.run('ask:question', answer);
    expect(text).toBe(answered(told));
    expect(questions).toMatchObject([
      {
        codex_elicitation: 'user-input',
        message: expect.stringContaining('Which colour?'),
        requestedSchema: {
          type: 'object',
          properties: { q1: { type: 'string', title: 'Colour', description: 'Which colour?' } },
          required: ['q1'],
        },
      },
    ]);
  });

  it('a form of an MCP server is passed on, and so is what is filled in', async () => {
    const filled = { action: 'accept', content: { sure: true } };
    const { text, questions } = await asked.run('ask:mcp', filled);
    expect(text).toBe(answered({ ...filled, _meta: null }));
    expect(questions).toMatchObject([
      {
        message: 'really?',
        requestedSchema: { type: 'object', properties: { sure: { type: 'boolean' } } },
        codex_server_name: 'mini',
      },
    ]);
  });

  it('what is taken back is no question any more: the client is told, and its answer is late', async () => {
    const client = await fake.serve('', { capabilities: CAN_BE_ASKED });
    expect(await client.codex('ask:command withdraw')).toMatchObject({ text: 'withdrawn' });
    const [question] = questionsIn(client.lines.messages);
    expect(question?.id).toBeDefined();
    const withdrawn = await client.lines.next(({ method }) => method === 'notifications/cancelled');
    expect(withdrawn.params?.requestId).toBe(question?.id);
    client.lines.answer(question?.id ?? '', { result: { action: 'accept' } });
    expect(await client.codex('say:`on`')).toMatchObject({ text: 'on' });
    expect(await openApprovals(client)).toEqual([]);
  });

  it('what nobody can answer is refused at once, and the turn goes on (!! H5)', async () => {
    const { text, questions } = await asked.run('unknown-request');
    expect(text).toBe('answered -32601');
    expect(questions).toEqual([]);
  });
});
