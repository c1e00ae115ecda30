export type {
  ActorView,
  RegisterRequest,
  ResumeOptions,
  SessionFilter,
  SessionSupervisor,
  SessionSupervisorOptions,
} from './api.js';
export type {
  DurableSessions,
  DurableSupervisor,
  OpenSessionsOptions,
  SessionAddress,
} from './durable/api.js';
export { DEFAULT_CLOSE_UNUSED_AFTER_DAYS, openSessions } from './durable/open.js';
export type {
  Inspect,
  InspectionObserver,
  InspectionSource,
  Inspector,
  RestingSessions,
} from './inspection.js';
export type { Subscription } from './subscription.js';
export { createSessionSupervisor, DEFAULT_MAX_CONCURRENT } from './supervisor.js';
