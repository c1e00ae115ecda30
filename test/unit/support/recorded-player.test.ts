import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields } from '../../support/mcp-messages.js';
import { play } from '../../support/recorded-player.js';
import type { RecordedCase, RecordedRequest } from '../../support/recorded-sessions.js';

const TINY = fileURLToPath(new URL('../../support/mcp-tiny-server.mjs', import.meta.url));

const call = (name: string, given: Fields): RecordedRequest => ({
  method: 'tools/call',
  params: { name, arguments: given },
});

const text = (value: unknown) => ({
  result: { content: [{ type: 'text', text: JSON.stringify(value) }] },
});

describe('a recording that is played', () => {
  let cwd: string;

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'cs-player-'));
  });

  afterEach(() => rmSync(cwd, { recursive: true }));

  function played(...cases: readonly RecordedCase[]) {
    const env = { PATH: process.env.PATH ?? '' };
    const session = { about: '', retries: 0, capabilities: { elicitation: {} }, cases };
    return play(
      { ...session, files: ['afile'], folders: ['sub'] },
      { command: process.execPath, args: [TINY], env, cwd },
      {},
    );
  }

  it('shows no difference where the server does what was recorded', async () => {
    const action = { action: 'accept' };
    const error = { code: -32601, message: 'no method tools/call' };
    const differences = await played(
      { name: 'echo', request: call('echo', { a: 1 }), recorded: { answer: text({ a: 1 }) } },
      {
        name: 'a question',
        request: call('ask', {}),
        replies: [{ result: action }],
        recorded: { answer: text(action), elicitations: 1, files: ['afile', 'sub'] },
      },
      { name: 'an error', request: call('none', {}), id: 'x', recorded: { answer: { error } } },
      { name: 'a line', line: 'no JSON', recorded: { answer: 'none' } },
      {
        name: 'a new server',
        restart: true,
        request: call('echo', {}),
        recorded: { answer: text({}) },
      },
    );
    expect(differences).toEqual([]);
    expect(readdirSync(cwd).sort()).toEqual(['afile', 'sub']);
  });

  it('tells the differences of calls and of events, case by case', async () => {
    const differences = await played(
      { name: 'echo', request: call('echo', { a: 1 }), recorded: { answer: text({ a: 2 }) } },
      {
        name: 'events',
        request: call('tell', { times: 2 }),
        recorded: { answer: text('done'), events: 'told_1 told_3', elicitations: 1 },
      },
    );
    expect(differences.map((each) => `${each.case}: ${each.path}`)).toEqual([
      'echo: answer.result.content[0].text',
      'events: elicitations',
      'events: events.missing.told_3',
      'events: events.added.told_2',
      'event told_1: *',
      'event told_2: *',
    ]);
  });

  it('puts the paths of this run into what is sent, and takes them out of what comes', async () => {
    const differences = await played({
      name: 'echo',
      request: call('echo', { path: '<cwd>/x' }),
      recorded: { answer: text({ path: '<cwd>/x' }) },
    });
    expect(differences).toEqual([]);
  });
});
