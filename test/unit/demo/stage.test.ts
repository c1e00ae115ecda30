import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/demo/answer.js';
import type { DemoEnvironment } from '../../../src/demo/environment.js';
import { Stage } from '../../../src/demo/stage.js';

const never = new Promise<never>(() => {});

function stageUntil(signal: AbortSignal): Stage {
  const screen = { tell() {}, show() {}, hear() {} };
  // nothing is started in these tests
  const environment = {} as DemoEnvironment;
  return new Stage({ environment, flags: [], screen, signal });
}

describe('the stage', () => {
  const stage = stageUntil(new AbortController().signal);

  it('waits for what happens during a call', async () => {
    expect(await stage.during(never, Promise.resolve('a question'), 'a question')).toBe(
      'a question',
    );
  });

  it('fails with the answer when a call ends before what was to happen during it', async () => {
    const answer: Answer = { code: 'TURN_FAILED', text: 'the model is gone', fields: {} };
    await expect(stage.during(Promise.resolve(answer), never, 'a question')).rejects.toThrow(
      'the call ended before a question: the model is gone',
    );
    const lost = Promise.reject(new Error('Connection closed'));
    await expect(stage.during(lost, never, 'a question')).rejects.toThrow('Connection closed');
  });

  it('waits no longer when the story is interrupted', async () => {
    const controller = new AbortController();
    const waited = stageUntil(controller.signal).during(never, never, 'a question');
    controller.abort(new Error('interrupted by SIGINT'));
    await expect(waited).rejects.toThrow('interrupted by SIGINT');
  });

  it('refuses to call anything before a proxy was started', async () => {
    await expect(stage.call('agent_status', {})).rejects.toThrow('has not been started');
  });
});
