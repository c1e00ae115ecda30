import { SESSION_STATUSES, type SessionRecord } from '../domain/index.js';
import { counted } from './text.js';

/** How many sessions there are, and of each status in the file. */
export function summaryOf(sessions: readonly Pick<SessionRecord, 'status'>[]): string {
  const counts = SESSION_STATUSES.map((status) => {
    return `${sessions.filter((record) => record.status === status).length} ${status}`;
  });
  return `${counted(sessions.length, 'session')}: ${counts.join(', ')}`;
}
