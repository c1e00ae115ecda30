export { type SessionMachine, type SessionSnapshot, sessionMachine } from './machine.js';
export { fieldsOf, recordOf, statesOf, wokenContext } from './record.js';
export type { SessionContext, SessionEvent, SessionFields, StampedFact } from './types.js';
