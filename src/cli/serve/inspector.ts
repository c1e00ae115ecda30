import { createStatelyBridge } from '../../inspect/index.js';
import type { Inspector } from '../../runtime/index.js';
import type { Settings } from '../config/settings.js';
import { type Herald, tellAddress } from './address.js';

/** The Stately inspector of a serving process. */
export interface ServedInspector extends Inspector {
  /** Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens the bridge to the Stately inspector, and tells its address.
 *
 * @throws InspectorMissingError; else what listening or writing the file fails with. Nothing stays
 *   open then.
 */
export async function openServedInspector(
  { inspectPort, inspectContents }: Pick<Settings, 'inspectPort' | 'inspectContents'>,
  herald: Herald,
): Promise<ServedInspector> {
  const bridge = await createStatelyBridge({ port: inspectPort, contents: inspectContents });
  try {
    const file = await tellAddress('inspector', bridge.url, herald);
    return {
      attach: (source) => bridge.attach(source),
      async close() {
        await bridge.close();
        await file?.remove();
      },
    };
  } catch (error) {
    await bridge.close();
    throw error;
  }
}
