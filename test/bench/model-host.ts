import { startScriptedModel } from '../support/scripted-model.js';

/** The process of a model: says where it listens, and ends with whoever started it. */
const model = await startScriptedModel();
process.on('disconnect', () => process.exit());
process.send?.(model.url);
