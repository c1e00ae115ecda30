import { createStatelyBridge } from '../../inspect/index.js';
import type { Inspector } from '../../runtime/index.js';
import type { Settings } from '../config/settings.js';
import { sentenceOf } from '../errors.js';
import { type Herald, tellAddress } from './address.js';

/** The Stately inspector of a serving process. */
export interface ServedInspector extends Inspector {
  /** Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens the bridge to the Stately inspector, and tells its address. Without it the proxy works all
 * the same: undefined then, and the log says why.
 */
export async function openServedInspector(
  { inspectPort, inspectContents }: Pick<Settings, 'inspectPort' | 'inspectContents'>,
  herald: Herald,
): Promise<ServedInspector | undefined> {
  const steps: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of steps.splice(0)) await step();
  };
  try {
    const bridge = await createStatelyBridge({ port: inspectPort, contents: inspectContents });
    steps.push(() => bridge.close());
    const file = await tellAddress('inspector', bridge.url, herald);
    steps.push(() => file?.remove());
    return { attach: (source) => bridge.attach(source), close };
  } catch (error) {
    herald.log('warn', 'the inspector cannot be opened', { reason: sentenceOf(error) });
    await close();
    return undefined;
  }
}
