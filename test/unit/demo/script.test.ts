import { describe, expect, it } from 'vitest';
import { describeHistory, outcomes, prompts, replyTo } from '../../../src/demo/script.js';

const said = (role: string, text: string) => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
});
const asked = (...texts: string[]) => ({ input: texts.map((text) => said('user', text)) });

describe('the script of the model', () => {
  it('says what it is asked to say', () => {
    expect(replyTo(asked(prompts.say('hello: there\nfriend')))).toEqual({
      text: 'hello: there\nfriend',
      voices: 1,
      finishes: true,
    });
  });

  it('speaks together with others', () => {
    expect(replyTo(asked(prompts.together(3, 'hello')))).toEqual({
      text: 'hello',
      voices: 3,
      finishes: true,
    });
  });

  it('never finishes when told to hang', () => {
    expect(replyTo(asked(prompts.hang('hello')))).toMatchObject({ text: 'hello', finishes: false });
  });

  it('wants to run a command, and tells what came of it', () => {
    const { input } = asked(prompts.run('true'));
    expect(replyTo({ input })).toMatchObject({ command: 'true' });
    const told = (output: string) =>
      replyTo({ input: [...input, { type: 'function_call_output', output }] });
    const rejected = 'exec_command failed: CreateProcess { message: "rejected by user" }';
    expect(told('Process exited with code 0')).toMatchObject({ text: outcomes.ran });
    expect(told(rejected)).toMatchObject({ text: outcomes.declined });
    expect(told(rejected).command).toBeUndefined();
  });

  it('wants to run each command anew, whatever came of the last one', () => {
    const { input } = asked(prompts.run('one'));
    const after = [...input, { type: 'function_call_output', output: 'done' }];
    const next = [...after, ...asked(prompts.run('two')).input];
    expect(replyTo({ input: next })).toMatchObject({ command: 'two' });
  });

  it('follows the last prompt only', () => {
    expect(replyTo(asked(prompts.hang('no'), prompts.say('yes')))).toMatchObject({ text: 'yes' });
  });

  it('counts the prompts of the conversation, and nothing else that was sent', () => {
    const history = [prompts.say('one'), prompts.hang('two'), prompts.count()] as const;
    const input = [
      said('developer', prompts.say('not a prompt')),
      said('user', '<environment_context>\n  <cwd>/work</cwd>\n</environment_context>'),
      said('user', history[0]),
      said('assistant', 'one'),
      said('user', history[1]),
      said('user', '<turn_aborted>\nthe turn was aborted\n</turn_aborted>'),
      said('user', history[2]),
    ];
    expect(replyTo({ input }).text).toBe(describeHistory(history));
    expect(describeHistory(history)).toBe("I was sent 3 prompts, the first of them 'say: one'");
  });

  it.each([
    ['no body', undefined],
    ['no input', {}],
    ['an input that is no array', { input: 'say: hello' }],
    ['odd items', { input: [null, 7, { role: 'user' }, { role: 'user', content: [null, {}] }] }],
  ])('answers %s too', (_, body) => {
    expect(replyTo(body)).toEqual({ text: 'I was sent 0 prompts', voices: 1, finishes: true });
  });
});
