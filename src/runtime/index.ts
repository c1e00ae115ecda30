export type {
  ActorView,
  RegisterRequest,
  ResumeOptions,
  SessionFilter,
  SessionSupervisor,
  SessionSupervisorOptions,
  Subscription,
} from './api.js';
export { createSessionSupervisor, DEFAULT_MAX_CONCURRENT } from './supervisor.js';
