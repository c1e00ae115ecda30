import type { Parts } from './parts.js';

/**
 * Ends: admits no more, waits for the commands under way (an admission that is not decided yet is
 * refused), then ends the actors and writes what became of them.
 */
export async function shutDown(parts: Parts): Promise<void> {
  const { core, serial, writer, store } = parts;
  core.supervisor.drain();
  await serial.idle();
  parts.hasEnded = true;
  core.supervisor.stop();
  await writer.flushed();
  writer.unschedule();
  await store.close();
}
