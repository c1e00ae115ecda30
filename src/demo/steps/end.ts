import { readFile } from 'node:fs/promises';
import { parseRegistrySnapshot } from '../../domain/index.js';
import { lives } from '../processes.js';
import type { Stage } from '../stage.js';
import { CAST, must, mustSay, type Step } from './step.js';

export const closeSessions: Step = {
  title: 'Close all three sessions',
  async play(stage) {
    for (const identity of CAST) {
      mustSay(await stage.call('agent_close', { identity }), `the ${identity} is closed`);
    }
    await mustBeClosed(stage);
    stage.note('the registry has them closed');
  },
};

export const leaveRegistry: Step = {
  title: 'End the proxy: nothing is left but the registry',
  async play(stage) {
    await stage.endProxy();
    const { pids, environment } = stage;
    const living = [...pids].filter(lives);
    must(living.length === 0, `no process is left, but ${living.join(', ')}`);
    stage.note(`${pids.size} processes were started, and none of them is left`);
    await mustBeClosed(stage);
    stage.note(`the registry is in ${environment.registryFile}`);
  },
};

/** What anybody can read in the file. */
async function mustBeClosed({ environment }: Stage): Promise<void> {
  const text = await readFile(environment.registryFile, 'utf8');
  const { snapshot, issues } = parseRegistrySnapshot(JSON.parse(text));
  must(issues.length === 0, 'the registry can be read without repair');
  const closed = snapshot.sessions.filter(({ status }) => status === 'closed');
  const names = closed.map(({ identity }) => identity).sort();
  must(names.join() === [...CAST].sort().join(), 'it holds all three sessions, closed');
}
