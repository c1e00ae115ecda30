import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedModel, startScriptedModel } from '../../../src/demo/model.js';
import { prompts } from '../../../src/demo/script.js';

interface Event {
  readonly type: string;
  readonly delta?: string;
  readonly item?: { readonly name?: string; readonly arguments?: string };
}

describe('the scripted model', () => {
  let model: ScriptedModel;

  beforeEach(async () => {
    model = await startScriptedModel(0);
  });

  afterEach(() => model.close());

  async function* ask(prompt: string, signal?: AbortSignal): AsyncGenerator<Event> {
    const content = [{ type: 'input_text', text: prompt }];
    const response = await fetch(`${model.url}/responses`, {
      method: 'POST',
      body: JSON.stringify({ input: [{ type: 'message', role: 'user', content }] }),
      signal: signal ?? null,
    });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) yield JSON.parse(block.split('\ndata: ')[1] ?? '');
    }
  }

  async function eventsOf(prompt: string): Promise<Event[]> {
    const events: Event[] = [];
    for await (const event of ask(prompt)) events.push(event);
    return events;
  }

  it('streams what it says word by word, as the Responses API does', async () => {
    const events = await eventsOf(prompts.say('one two three'));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_item.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.flatMap(({ delta }) => delta ?? []).join('')).toBe('one two three');
  });

  it('asks to run a command outside of the sandbox, and says nothing', async () => {
    const events = await eventsOf(prompts.run('true'));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_item.done',
      'response.completed',
    ]);
    const { name, arguments: given = '' } = events[1]?.item ?? {};
    expect(name).toBe('exec_command');
    expect(JSON.parse(given)).toMatchObject({
      cmd: 'true',
      sandbox_permissions: 'require_escalated',
    });
  });

  it('begins to speak when all voices are there, not before', async () => {
    const heard: string[] = [];
    const listen = async (name: string) => {
      for await (const { delta } of ask(prompts.together(2, name))) if (delta) heard.push(delta);
    };
    const first = listen('first');
    // a whole other answer goes by while the first voice waits
    await eventsOf(prompts.say('alone'));
    expect(heard).toEqual([]);
    await Promise.all([first, listen('second')]);
    expect(heard.sort()).toEqual(['first', 'second']);
  });

  it('falls silent in the middle, until it is closed', async () => {
    const events: string[] = [];
    const hung = (async () => {
      for await (const { delta } of ask(prompts.hang('half a'))) {
        if (delta) events.push(delta);
        if (delta === 'a') void model.close();
      }
    })();
    await expect(hung).rejects.toThrow();
    expect(events).toEqual(['half ', 'a']);
  });

  it('goes on when a client went away in the middle', async () => {
    const controller = new AbortController();
    for await (const { delta } of ask(prompts.hang('half a'), controller.signal)) {
      if (delta === 'half ') break;
    }
    controller.abort();
    expect(await eventsOf(prompts.say('still here'))).toHaveLength(6);
  });

  it('answers 404 to everything else', async () => {
    expect((await fetch(`${model.url}/models`)).status).toBe(404);
  });

  it('drops a request that is no JSON', async () => {
    await expect(fetch(`${model.url}/responses`, { method: 'POST', body: '{' })).rejects.toThrow();
  });
});
