import { describeExit } from '../../codex/index.js';
import { describeHistory, prompts } from '../script.js';
import { CAST, must, type Step } from './step.js';

const [LOST] = CAST;

export const killCodex: Step = {
  title: `Kill codex with SIGKILL in the middle of a turn of the ${LOST}`,
  async play(stage) {
    const { pid } = stage.codex;
    const words = 'This sentence will never come to its';
    const said = stage.facts.words(stage.threadOf(LOST), words);
    await stage.startTurn(LOST, prompts.hang(words));
    await stage.wait(said, `the words of the ${LOST}`);
    must(stage.session(LOST).threadState === 'busy', `the ${LOST} is in the middle of a turn`);

    process.kill(pid, 'SIGKILL');
    stage.note(`process ${pid} ${describeExit(await stage.exitOfCodex())}`);

    const stale = stage.supervisor.list({ status: 'stale' });
    must(stale.length === CAST.length, 'all three sessions are stale');
    must(
      stage.session(LOST).threadState === 'busy',
      `the ${LOST} was lost in the middle of a turn`,
    );
    must(stage.supervisor.activeCount === 0, 'no session is active');
    stage.note(`all three sessions are stale; the ${LOST}'s thread was still busy`);
  },
};

export const startCodexAgain: Step = {
  title: 'Start codex again',
  play: (stage) => stage.startCodex(),
};

export const resumeSession: Step = {
  title: `Resume the ${LOST}, with its history intact`,
  async play(stage) {
    const threadId = stage.threadOf(LOST);
    const resumed = stage.supervisor.resume(stage.session(LOST).agentId);
    must(resumed.ok, `the ${LOST} is resumed`);
    await stage.reopenThread(LOST);
    const { lastMessage } = await stage.runTurn(LOST, prompts.count());
    must(lastMessage === describeHistory(stage.promptsOf(LOST)), 'the model was sent every prompt');
    must(stage.threadOf(LOST) === threadId, 'the thread is the same');
    must(stage.session(LOST).threadState === 'idle', `the ${LOST} is idle again`);
    stage.note('the first turn, the one that was killed and this one: the thread kept them all');
  },
};
