import { performance } from 'node:perf_hooks';
import { prompts } from '../script.js';
import type { FactFeed } from '../waiting.js';
import { CAST, must, type Step, TEAM } from './step.js';

export const startCodex: Step = {
  title: 'Start the real codex app-server against a scripted model',
  play: (stage) => stage.startCodex(),
};

export const registerSessions: Step = {
  title: 'Register three named sessions; the maximum is three',
  async play(stage) {
    for (const identity of CAST) {
      const cwd = stage.environment.workspace;
      const registered = stage.supervisor.register({ identity, team: TEAM, cwd });
      must(registered.ok, `${identity} is registered`);
      await stage.openThread(identity);
    }
    const { activeCount, maxConcurrent } = stage.supervisor;
    must(activeCount === CAST.length, 'all three are active');
    stage.note(`${activeCount} of ${maxConcurrent} sessions are active, each with its own thread`);
  },
};

const LINES: Readonly<Record<(typeof CAST)[number], string>> = {
  planner: 'First the words, then the rules, and the code last of all.',
  coder: 'Small functions, plain data, and names the reader would have chosen.',
  reviewer: 'I read every line twice, and ask what happens when the power fails.',
};

export const runTurnsTogether: Step = {
  title: 'Run a turn in each of them at the same time',
  async play(stage) {
    const overlap = measureOverlap(stage.facts);
    const turns = CAST.map((identity) =>
      stage.runTurn(identity, prompts.together(CAST.length, LINES[identity])),
    );
    const ends = await Promise.all(turns);
    CAST.forEach((identity, at) => {
      must(ends[at]?.lastMessage === LINES[identity], `${identity} gave its own answer`);
      must(stage.session(identity).threadState === 'idle', `${identity} is idle after its turn`);
    });
    const ms = Math.round(overlap());
    must(ms > 0, 'the turns overlapped');
    stage.note(`all three turns ran at once for ${ms} ms, and each gave its own answer`);
  },
};

/** Measures from now on; the result tells for how long all turns ran at once, in milliseconds. */
function measureOverlap(facts: FactFeed): () => number {
  const [starts, ends] = [new Map<string, number>(), new Map<string, number>()];
  const stop = facts.listen(({ type, threadId }) => {
    if (type === 'turn.started') starts.set(threadId, performance.now());
    if (type === 'turn.completed') ends.set(threadId, performance.now());
  });
  return () => {
    stop();
    return Math.min(...ends.values()) - Math.max(...starts.values());
  };
}
