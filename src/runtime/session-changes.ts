import { type SessionChange, type SessionRecord, sameRecord } from '../domain/index.js';

/** What listeners are told of an event that a session took; nothing if its record is the same. */
export function changeBy(
  event: { readonly type: string },
  previous: SessionRecord,
  record: SessionRecord,
): SessionChange | undefined {
  switch (event.type) {
    case 'session.resume':
      return { type: 'resumed', record, previous };
    case 'session.lost':
      return { type: 'stale', record, previous, reason: 'lost' };
    case 'session.parked':
      return { type: 'stale', record, previous, reason: 'parked' };
    case 'session.close':
      return { type: 'closed', record, previous };
    default:
      return sameRecord(previous, record) ? undefined : { type: 'changed', record, previous };
  }
}
