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
  BindCommand,
  Command,
  CommandSettled,
  HubAnswer,
  HubCommand,
  HubInput,
  HubLogic,
  HubSnapshot,
  InsertCommand,
  Outcome,
  RegisterCommand,
  ResumeCommand,
  SessionCommand,
  SessionEnded,
  SessionIgnored,
  SessionMoved,
  SupervisorCommand,
  SupervisorContext,
  SupervisorEvent,
  SupervisorInput,
} from './types.js';
