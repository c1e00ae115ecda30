import { describe, expect, it } from 'vitest';
import { createQuestionDesk } from '../../../src/demo/questions.js';

const never = new AbortController().signal;

describe('the desk for questions', () => {
  it('answers a question as the step that waits for it does', async () => {
    const desk = createQuestionDesk();
    const asked = desk.next();
    const answered = desk.ask('May I?', never);
    const question = await asked;
    expect(question.message).toBe('May I?');
    question.answer('accept');
    expect(await answered).toBe('accept');
  });

  it('declines what no step waits for, also a second question', async () => {
    const desk = createQuestionDesk();
    expect(await desk.ask('May I?', never)).toBe('decline');
    void desk.next();
    void desk.ask('May I?', never);
    expect(await desk.ask('And this?', never)).toBe('decline');
  });

  it('tells the step, and answers nothing, when a question is withdrawn', async () => {
    const desk = createQuestionDesk();
    const asked = desk.next();
    const controller = new AbortController();
    const answered = desk.ask('May I?', controller.signal);
    const { withdrawn } = await asked;
    controller.abort(new Error('never mind'));
    await withdrawn;
    await expect(answered).rejects.toThrow('never mind');
  });
});
