/**
 * Makes a running system visible: the bridge to the Stately inspector.
 *
 * @packageDocumentation
 */
export {
  createStatelyBridge,
  DEFAULT_INSPECTOR_PORT,
  type StatelyBridge,
  type StatelyBridgeOptions,
} from './stately/bridge.js';
export { InspectorMissingError } from './stately/errors.js';
