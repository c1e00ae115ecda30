import type { Parts } from './parts.js';

/** Ends: what is under way first, then the actors, then what became of them is written. */
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
