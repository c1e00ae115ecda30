import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openControlServer } from '../../../src/control/index.js';
import { createDisplay } from '../../../src/demo/display.js';
import { watchSessions } from '../../../src/demo/watching.js';
import { createSessionSupervisor } from '../../../src/index.js';

describe('a watch on the sessions of a process', () => {
  let folder: string;
  const told: string[] = [];
  const display = createDisplay({
    show: (change) => told.push(change.type),
    hear() {},
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cs-'));
    told.length = 0;
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('shows what there is and each change, and knows when it has caught up', async () => {
    const server = await openControlServer({ folder });
    const supervisor = createSessionSupervisor();
    const at = { team: 'demo', cwd: '/work' };
    supervisor.register({ identity: 'planner', ...at });
    const sessions = { supervisor, close: async () => true };
    server.serve({ team: 'demo', sessions });
    const watch = await watchSessions(folder, process.pid, display);
    expect(told).toEqual(['inserted']);
    supervisor.register({ identity: 'coder', ...at });
    supervisor.markAllStale();
    await watch.caughtUp();
    expect(told).toEqual(['inserted', 'registered', 'stale', 'stale']);
    await server.close();
    await watch.ended;
    supervisor.stop();
  });

  it.each([
    ['nothing', ''],
    ['no folder', 'missing'],
  ])('fails, and names the process, where there is %s', async (_, name) => {
    await expect(watchSessions(join(folder, name), 4711, display)).rejects.toThrow(
      'process 4711 has no control socket',
    );
  });
});
