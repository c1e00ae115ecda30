export type {
  ActorView,
  RegisterRequest,
  ResumeOptions,
  SessionFilter,
  SessionSupervisor,
  SessionSupervisorOptions,
  Subscription,
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
export { createSessionSupervisor, DEFAULT_MAX_CONCURRENT } from './supervisor.js';
