import { type ControlClient, connectControl } from '../control/index.js';
import type { Owner } from '../domain/index.js';

/**
 * Connects to the process that has a session, by what its claim says.
 *
 * @throws ControlError as `connectControl` does; Error if another process answers in its place.
 */
export async function reached(control: string, owner: Owner): Promise<ControlClient> {
  const client = await connectControl(control);
  if (client.hello.pid === owner.pid) return client;
  client.end();
  throw new Error(`another process answers at ${control}`);
}
