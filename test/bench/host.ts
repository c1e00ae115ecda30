import { SIDES } from './sides/index.js';
import type { SideSpec } from './support/interleaved.js';

/** The process of one side: says when it is prepared, then answers every message with a sample. */
const { side, sizes } = JSON.parse(process.argv[2] ?? '') as SideSpec;
const prepared = await SIDES[side](sizes);
process.on('disconnect', () => void prepared.end?.());
process.on('message', async () => process.send?.(await prepared.sample()));
process.send?.('ready');
