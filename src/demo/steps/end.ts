import { readFile } from 'node:fs/promises';
import { describeExit } from '../../codex/index.js';
import { parseRegistrySnapshot, serializeRegistrySnapshot } from '../../domain/index.js';
import { CAST, must, type Step } from './step.js';

export const closeSessions: Step = {
  title: 'Close all sessions, and stop codex',
  async play(stage) {
    for (const identity of CAST) {
      must(stage.supervisor.close(stage.session(identity).agentId), `${identity} is closed`);
    }
    const closed = stage.supervisor.list({ status: 'closed' });
    must(closed.length === CAST.length, 'all three sessions are closed');
    const exit = await stage.codex.stop();
    must(exit.exitCode === 0, 'codex ended by itself when its input ended');
    stage.note(`process ${stage.codex.pid} ${describeExit(exit)}`);
  },
};

export const leaveRegistry: Step = {
  title: 'Leave the registry',
  async play(stage) {
    const { registryFile } = stage.environment;
    await stage.environment.writeRegistry(serializeRegistrySnapshot(stage.supervisor.toSnapshot()));
    const { snapshot, issues } = parseRegistrySnapshot(
      JSON.parse(await readFile(registryFile, 'utf8')),
    );
    must(issues.length === 0, 'the registry can be read back without repair');
    must(snapshot.sessions.length === CAST.length, 'it holds all three sessions');
    stage.note(`it is in ${registryFile}`);
  },
};
