import { prompts } from '../script.js';
import { CAST, must, mustSay, type Step } from './step.js';

const [, , CANCELLED] = CAST;

export const cancelCall: Step = {
  title: `Cancel the call of the ${CANCELLED} in the middle of its turn`,
  async play(stage) {
    const words = 'I could go on about this for ever';
    const said = stage.events.words(stage.threadOf(CANCELLED), words);
    const controller = new AbortController();
    const { signal } = controller;
    const call = stage.reply(CANCELLED, prompts.hang(words), { signal });
    await stage.during(call, said, `the words of the ${CANCELLED}`);
    controller.abort(new Error('the client has heard enough'));
    const isCancelled = await call.then(
      () => false,
      () => true,
    );
    must(isCancelled, 'the call has no answer');

    const given = { identity: CANCELLED, wait_seconds: 10 };
    const { fields } = await stage.call('agent_result', given);
    must(fields.turn_status === 'interrupted', 'the turn was interrupted');
    stage.note(`the turn of the ${CANCELLED} was interrupted: agent_result knows`);
    const next = 'In short: it is good.';
    const answer = await stage.reply(CANCELLED, prompts.say(next));
    mustSay(answer, 'the next prompt gets its own answer', next);
    stage.note('the next prompt gets its own answer');
  },
};
