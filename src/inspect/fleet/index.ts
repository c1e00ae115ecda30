/**
 * All processes of this user that serve sessions, as one.
 *
 * @packageDocumentation
 */

export type { Fleet, FleetNews } from './api.js';
export { DrowsyFleet } from './drowsy.js';
export { type FleetOptions, openFleet } from './open.js';
