import {
  ANNOTATIONS,
  GENERATED_NAME,
  hasGeneratedName,
  NO_EXTRA,
  type SessionRecord,
} from '../../domain/index.js';
import type { FleetNews } from '../fleet/api.js';

const GENERATED = Object.freeze({ [ANNOTATIONS]: Object.freeze({ [GENERATED_NAME]: true }) });

/**
 * A piece of news as the page is told it: without the notes of the registry, which hold what a
 * session's thread was given, instructions and configuration included.
 */
export function pageNews(news: FleetNews): FleetNews {
  if (news.type === 'joined') {
    const { picture } = news;
    return { ...news, picture: { ...picture, sessions: picture.sessions.map(withoutNotes) } };
  }
  if (news.type !== 'news' || news.news.type !== 'session') return news;
  const { change } = news.news;
  if (change.type === 'refused') return news;
  const { record, previous } = change;
  const told = {
    ...change,
    record: withoutNotes(record),
    ...(previous && { previous: withoutNotes(previous) }),
  };
  return { ...news, news: { ...news.news, change: told } };
}

function withoutNotes(record: SessionRecord): SessionRecord {
  return { ...record, extra: hasGeneratedName(record) ? GENERATED : NO_EXTRA };
}
