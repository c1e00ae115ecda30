/**
 * Makes a running system visible: the bridge to the Stately inspector.
 *
 * @module codex-sessions/inspect
 */

export {
  createStatelyBridge,
  type StatelyBridge,
  type StatelyBridgeOptions,
} from './stately/bridge.js';
export { InspectorMissingError } from './stately/errors.js';
export { INSPECTOR_PORT } from './stately/port.js';
