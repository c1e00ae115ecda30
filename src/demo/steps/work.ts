import { performance } from 'node:perf_hooks';
import type { EventFeed } from '../events.js';
import { prompts } from '../script.js';
import { CAST, must, mustSay, type Step } from './step.js';

export const startProxy: Step = {
  title: 'Start codex-sessions serve, with the official MCP client in front',
  play: (stage) => stage.startProxy(),
};

const LINES: Readonly<Record<(typeof CAST)[number], string>> = {
  planner: 'First the words, then the rules, and the code last of all.',
  coder: 'Small functions, plain data, and names the reader would have chosen.',
  reviewer: 'I read every line twice, and ask what happens when the power fails.',
};

export const runTurnsTogether: Step = {
  title: 'Start three named sessions, and run a turn in each of them at the same time',
  async play(stage) {
    const overlap = measureOverlap(stage.events);
    const progress = new Map<string, string>();
    const runTurn = async (identity: (typeof CAST)[number]): Promise<void> => {
      const line = LINES[identity];
      const prompt = prompts.together(CAST.length, line);
      const onProgress = (message: string) => void progress.set(identity, message);
      mustSay(await stage.begin(identity, prompt, onProgress), `${identity} says its line`, line);
    };
    await Promise.all(CAST.map(runTurn));
    const ms = Math.round(overlap());
    for (const identity of CAST) {
      const message = progress.get(identity);
      must(message !== undefined, `the client heard of the progress of the ${identity}`);
      stage.note(`progress of the ${identity}: ${message}`);
    }
    must((await stage.sessions('active')).length === CAST.length, 'all three are active');
    must(ms > 0, 'the turns overlapped');
    stage.note(`codex app-server is process ${await stage.codexPid()}`);
    stage.note(`all three turns ran at once for ${ms} ms, and each gave its own answer`);
  },
};

/** Measures from now on; the result tells for how long all turns ran at once, in milliseconds. */
function measureOverlap(events: EventFeed): () => number {
  const [starts, ends] = [new Map<string, number>(), new Map<string, number>()];
  const stop = events.listen(({ type, threadId }) => {
    if (type === 'started') starts.set(threadId, performance.now());
    if (type === 'ended') ends.set(threadId, performance.now());
  });
  return () => {
    stop();
    return Math.min(...ends.values()) - Math.max(...starts.values());
  };
}
