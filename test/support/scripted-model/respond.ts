import type { ServerResponse } from 'node:http';
import { callFor } from './calls.js';
import { isPrompt, lastPromptOf, type ModelBody, summaryOf, textOf } from './request.js';
import { ModelStream } from './stream.js';
import { amountOf, given, has, splitThen, type Wish, wishOf } from './words.js';

/** What a request asks for. */
interface Task {
  readonly serial: number;
  readonly body: ModelBody;
  /** Its last prompt, or the `then` of it. */
  readonly prompt: string;
  readonly outputs: readonly unknown[];
  readonly wish: Wish | undefined;
  /** In how many responses in a row a tool is called. */
  readonly rounds: number;
  readonly callsNow: boolean;
}

/** Answers one request as its last prompt says. */
export async function respond(
  response: ServerResponse,
  body: ModelBody,
  serial: number,
): Promise<void> {
  const task = taskOf(body, serial);
  const { prompt } = task;
  const status = /\bhttp(\d{3})\b/.exec(prompt)?.[1];
  if (status !== undefined) return refuse(response, Number(status));
  const stream = new ModelStream(response, serial, amountOf(prompt, 'slow', 0));
  const wait = amountOf(prompt, 'wait', 0);
  if (wait > 0) await stream.wait(wait);
  if (has(prompt, 'badsse')) return stream.end('<html>this is not an event stream</html>');
  stream.sendState('created');
  if (has(prompt, 'hang')) return stream.gone();
  if (failsIn(stream, prompt)) return stream.end();
  if (task.callsNow) {
    await callTools(stream, task);
  } else if (!has(prompt, 'empty')) {
    if (has(prompt, 'reasoning')) stream.reasoning();
    await speak(stream, task);
    if (has(prompt, 'disconnect')) return stream.breakOff();
  }
  complete(stream, body);
}

function taskOf(body: ModelBody, serial: number): Task {
  const { prompt: whole, outputs } = lastPromptOf(body);
  const wish = wishOf(whole);
  const rounds = amountOf(whole, 'calls', 1);
  const callsNow = wish !== undefined && outputs.length < rounds;
  const { now, afterwards } = splitThen(whole);
  const prompt = callsNow || outputs.length === 0 ? now : (afterwards ?? now);
  return { serial, body, prompt, outputs, wish, rounds, callsNow };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  const error = { message: `mock says ${status}`, type: 'mock_error', code: null };
  response.end(JSON.stringify({ error }));
}

/** Sends the failure a prompt asks for, if it asks for one. */
function failsIn(stream: ModelStream, prompt: string): boolean {
  const code = given(prompt, 'failed') ?? (has(prompt, 'failed') ? 'server_error' : undefined);
  if (code !== undefined) {
    stream.sendState('failed', { error: { code, message: `mock failed with ${code}` } });
    return true;
  }
  if (!has(prompt, 'incomplete')) return false;
  stream.sendState('incomplete', { incomplete_details: { reason: 'max_output_tokens' } });
  return true;
}

async function callTools(stream: ModelStream, task: Task): Promise<void> {
  const { serial, body, prompt, wish, rounds, outputs } = task;
  if (wish === undefined) return;
  const round = outputs.length + 1;
  if (has(prompt, 'commentary')) {
    await stream.message(`about to call a tool (${round})`, { phase: 'commentary' });
  }
  for (let nth = 1; nth <= amountOf(prompt, 'parallel', 1); nth += 1) {
    const place = { callId: `call_${serial}_${nth}`, round, rounds };
    const id = `${wish.kind === 'patch' ? 'ctc' : 'fc'}_${serial}_${nth}`;
    stream.item({ id, ...callFor(body, wish, prompt, place) });
  }
}

async function speak(stream: ModelStream, task: Task): Promise<void> {
  const { prompt } = task;
  const text = wordsOf(task);
  const deltas = amountOf(prompt, 'deltas', 1);
  if (has(prompt, 'commentary')) {
    await stream.message('let me think aloud', { phase: 'commentary' });
  }
  if (has(prompt, 'two-messages')) await stream.message('first of two messages');
  if (has(prompt, 'disconnect')) {
    return stream.message(text, { deltas: Math.max(deltas, 4), isHalf: true });
  }
  await stream.message(text, { deltas, phase: phaseOf(prompt) });
}

function phaseOf(prompt: string) {
  if (has(prompt, 'commentary')) return 'final_answer';
  return has(prompt, 'only-commentary') ? 'commentary' : undefined;
}

function wordsOf({ serial, body, prompt, outputs, wish }: Task): string {
  const said = given(prompt, 'say');
  if (said !== undefined) return said;
  if (has(prompt, 'count')) {
    const prompts = (body.input ?? []).filter(isPrompt);
    return `user messages: ${prompts.length}; last: ${textOf(prompts.at(-1) ?? {})}`;
  }
  if (has(prompt, 'dump')) return JSON.stringify(summaryOf(body));
  if (outputs.length > 0) return `${wish?.kind ?? 'ask'} said: ${outputs.map(plain).join(' | ')}`;
  if (given(prompt, 'deltas') === undefined) return `hello from mock ${serial}`;
  const words = Array.from({ length: amountOf(prompt, 'deltas', 1) }, (_, at) => `d${at + 1}`);
  return words.join(' ');
}

const plain = (output: unknown): string =>
  typeof output === 'string' ? output : JSON.stringify(output);

function complete(stream: ModelStream, { input = [] }: ModelBody): void {
  const usage = {
    input_tokens: 10 * input.length,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 7,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 10 * input.length + 7,
  };
  stream.sendState('completed', { usage });
  stream.end();
}
