/** A process that serves durable sessions, and does what its parent says. */
import { openControlServer } from '../../../src/control/index.js';
import { openSessions } from '../../../src/index.js';
import { createFileStore } from '../../../src/store/index.js';

/** What the parent says: name a session to register, or end. */
export type Order = { readonly register: string } | 'shut down';

const [team = '', home = '', folder = ''] = process.argv.slice(2);

const control = await openControlServer({ folder });
const store = createFileStore({ team, home, control: control.path });
const sessions = await openSessions({ store, maxConcurrent: 2 });
control.serve({ team, sessions });

async function obey(order: Order): Promise<unknown> {
  if (order !== 'shut down') {
    return sessions.register({ identity: order.register, team, cwd: '/' });
  }
  await sessions.shutdown();
  await control.close();
  return null;
}

process.on('message', async (order: Order) => process.send?.(await obey(order)));
process.send?.(control.path);
