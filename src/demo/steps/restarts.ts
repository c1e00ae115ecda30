import { describeHistory, prompts } from '../script.js';
import type { Stage } from '../stage.js';
import { CAST, must, mustSay, type Step } from './step.js';

const [LOST, REMEMBERED] = CAST;

export const killCodex: Step = {
  title: `Kill codex with SIGKILL in the middle of a turn of the ${LOST}`,
  async play(stage) {
    const pid = await stage.codexPid();
    const words = 'This sentence will never come to its';
    const said = stage.events.words(stage.threadOf(LOST), words);
    const call = stage.reply(LOST, prompts.hang(words));
    await stage.during(call, said, `the words of the ${LOST}`);

    process.kill(pid, 'SIGKILL');
    const { code, fields } = await call;
    must(code === 'CHILD_PROCESS_DEAD', `the call is told that codex is dead, not ${code}`);
    must(fields.signal === 'SIGKILL', 'the call is told the signal');
    stage.note(`${code}: process ${pid} was ended by ${fields.signal}`);
    must((await stage.sessions('stale')).length === CAST.length, 'all three sessions are stale');
    must((await stage.sessions('active')).length === 0, 'no session is active');
    stage.note('all three sessions are stale');
  },
};

export const replyAfterCrash: Step = {
  title: `Reply to the ${LOST}: codex is started again, the history is intact`,
  async play(stage) {
    await beRemembered(stage, LOST);
    stage.note(`codex app-server is process ${await stage.codexPid()}`);
    stage.note('the first prompt, the one that was killed and this one: the thread kept them all');
  },
};

export const replyAfterRestart: Step = {
  title: `End the proxy, start it again, and reply to the ${REMEMBERED} by its old thread`,
  async play(stage) {
    await stage.endProxy();
    await stage.startProxy();
    await beRemembered(stage, REMEMBERED);
    stage.note(`codex app-server is process ${await stage.codexPid()}`);
    stage.note(`the ${REMEMBERED} goes on where it was`);
  },
};

async function beRemembered(stage: Stage, identity: string): Promise<void> {
  const answer = await stage.reply(identity, prompts.count());
  const history = describeHistory(stage.promptsOf(identity));
  mustSay(answer, 'the model was sent every prompt', history);
  must(answer.fields.threadId === stage.threadOf(identity), 'the thread is the same');
}
