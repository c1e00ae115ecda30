export {
  type AdmissionLimit,
  type AdmissionRequest,
  decideAdmission,
  type Verdict,
} from './admission.js';
export { type SupervisorMachine, type SupervisorSnapshot, supervisorMachine } from './machine.js';
export {
  activeCount,
  type Belief,
  type KnownSession,
  type Occupancy,
  sessionOnThread,
} from './occupancy.js';
export type {
  CommandSettled,
  HubAnswer,
  HubCommand,
  HubInput,
  HubLogic,
  HubSnapshot,
  Outcome,
  SupervisorCommand,
  SupervisorContext,
  SupervisorEvent,
  SupervisorInput,
} from './types.js';
