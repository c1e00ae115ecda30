import { type CodexFact, startCodexBackend } from '../../../src/codex/index.js';
import type { Side, SideSizes } from '../support/side.js';
import { type BenchWorld, benchProxy, benchWorld, fakeWorld } from './bench-world.js';
import { expect } from './workload.js';

/** A session or a thread that is asked something; resolves when its answer is there. */
interface Conversation {
  ask(prompt: string): Promise<string>;
}

/** Something that has conversations. */
interface Talker {
  begin(): Promise<Conversation>;
  end(): Promise<void>;
}

/** Milliseconds of one turn with a short answer, through the proxy. */
export const proxyTurn = (): Promise<Side> => turnSide(benchWorld().then(throughProxy()));

/** Milliseconds of one turn with a short answer, of app-server itself. */
export const directTurn = (): Promise<Side> => turnSide(benchWorld().then(throughCodex));

/** The same through the proxy, with a Codex that takes no time. */
export const proxyTurnAlone = (): Promise<Side> =>
  turnSide(Promise.resolve(fakeWorld()).then(throughProxy()));

/** The same of that Codex itself. */
export const directTurnAlone = (): Promise<Side> =>
  turnSide(Promise.resolve(fakeWorld()).then(throughCodex));

/** Milliseconds of one turn whose answer comes in many deltas, through the proxy with events. */
export const proxyDeltas = (sizes: SideSizes): Promise<Side> =>
  deltasSide(benchWorld().then(throughProxy('--events', 'true')), sizes);

/** The same without events. */
export const proxyDeltasSilent = (sizes: SideSizes): Promise<Side> =>
  deltasSide(benchWorld().then(throughProxy('--events', 'false')), sizes);

/** The same of app-server itself. */
export const directDeltas = (sizes: SideSizes): Promise<Side> =>
  deltasSide(benchWorld().then(throughCodex), sizes);

async function turnSide(starting: Promise<Talker>): Promise<Side> {
  const talker = await starting;
  const conversation = await talker.begin();
  return {
    sample: () => timed(() => conversation.ask('say:`four`'), 'four'),
    end: () => talker.end(),
  };
}

/** Each sample on a new thread: a long answer would be sent again with every later turn. */
async function deltasSide(starting: Promise<Talker>, { deltas = 1 }: SideSizes): Promise<Side> {
  const talker = await starting;
  const answer = Array.from({ length: deltas }, (_, at) => `d${at + 1}`).join(' ');
  return {
    async sample() {
      const conversation = await talker.begin();
      return timed(() => conversation.ask(`deltas=${deltas}`), answer);
    },
    end: () => talker.end(),
  };
}

async function timed(ask: () => Promise<string>, answer: string): Promise<number> {
  const start = performance.now();
  const text = await ask();
  const elapsed = performance.now() - start;
  expect(text === answer);
  return elapsed;
}

const throughProxy =
  (...flags: readonly string[]) =>
  async (bench: BenchWorld): Promise<Talker> => {
    const client = await benchProxy(bench, flags);
    return {
      async begin() {
        const { threadId } = await client.call('codex', { prompt: 'say:`ready`' });
        return {
          async ask(prompt) {
            return String((await client.call('codex-reply', { threadId, prompt })).content);
          },
        };
      },
      async end() {
        await client.end();
        bench.end();
      },
    };
  };

async function throughCodex(bench: BenchWorld): Promise<Talker> {
  const { env, workspace } = bench.world;
  let tell: (fact: CodexFact) => void = () => {};
  const codex = await startCodexBackend({
    ...{ command: 'codex', env, cwd: workspace },
    clientInfo: { name: 'codex-sessions-bench', version: '0' },
    onFact: (fact) => tell(fact),
    onProblem: (problem) => process.stderr.write(`${String(problem)}\n`),
  });
  const ask = async (threadId: string, prompt: string): Promise<string> => {
    const ended = new Promise<string>((resolve, reject) => {
      tell = (fact) => {
        if (fact.type === 'turn.completed') resolve(fact.lastMessage);
        if (fact.type === 'turn.failed') reject(new Error(fact.message));
      };
    });
    await codex.startTurn(threadId, prompt);
    return ended;
  };
  return {
    async begin() {
      const { threadId } = await codex.startThread({ cwd: workspace });
      await ask(threadId, 'say:`ready`');
      return { ask: (prompt) => ask(threadId, prompt) };
    },
    async end() {
      await codex.stop();
      bench.end();
    },
  };
}
