import { prompts } from '../script.js';
import type { Stage } from '../stage.js';
import { CAST, must, type Step } from './step.js';

export const refuseTwo: Step = {
  title: `Start a second ${CAST[0]}, and a fourth session: both are refused`,
  async play(stage) {
    await beRefused(stage, CAST[0], 'IDENTITY_CONFLICT');
    await beRefused(stage, 'tester', 'MAX_SESSIONS_EXCEEDED');
    const active = await stage.sessions('active');
    must(active.length === CAST.length, 'a refusal changes nothing');
  },
};

async function beRefused(stage: Stage, identity: string, code: string): Promise<void> {
  const answer = await stage.begin(identity, prompts.say('I should not be here'));
  must(answer.code === code, `a ${identity} is refused with ${code}, not ${answer.code}`);
  stage.note(`${code}: ${answer.text}`);
}
