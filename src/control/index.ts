/**
 * The control socket of a process that serves sessions: who else runs on this machine lists,
 * observes and closes them through it, and answers their approvals.
 *
 * @packageDocumentation
 */
export type {
  ApprovalAnswer,
  ApprovalOutcome,
  ControlApproval,
  DecisionWord,
} from './approvals.js';
export {
  CONTROL_TIMEOUT_MS,
  type ControlClient,
  type ControlClientOptions,
  type ControlObservation,
  type ControlWatch,
  connectControl,
} from './client.js';
export { ControlError, type ControlErrorCode } from './errors.js';
export type {
  BackendSight,
  ChartName,
  ChartSight,
  ChartValue,
  ControlPicture,
  EndedTurnSight,
  News,
  SessionSight,
  SessionStep,
  SessionStory,
  TurnSight,
  TurnWord,
} from './observations.js';
export {
  type ControlListing,
  PROTOCOL_VERSION,
  type RequestError,
  type RequestErrorCode,
} from './protocol.js';
export type { ServedObservation, ServedSessions } from './served.js';
export { type ControlServer, type ControlServerOptions, openControlServer } from './server.js';
export type { Hello } from './shapes.js';
export { firstFittingFolder, MAX_SOCKET_PATH_BYTES } from './socket-path.js';
