import { isJsonObject, isSessionRecord, type JsonObject } from '../domain/index.js';
import { isApproval } from './approval-shapes.js';
import type {
  BackendSight,
  ChartName,
  ChartSight,
  ChartValue,
  ControlPicture,
  News,
  SessionStep,
  SessionStory,
} from './observations.js';
import { isChange, isCount, isListing, isPositive, isText, wordsOf } from './shapes.js';
import { HOWS, isListOf, isName, isSight, isTime } from './sight-shapes.js';

/** How deep the value of a statechart may be. */
const MAX_DEPTH = 16;

export function isPicture(value: unknown): value is ControlPicture {
  if (!isListing(value) || !isJsonObject(value)) return false;
  const { at, sights, approvals, backend, charts } = value;
  return (
    isTime(at) &&
    isListOf(isSight, sights) &&
    isListOf(isApproval, approvals) &&
    (backend === null || isBackend(backend)) &&
    isListOf(isChart, charts)
  );
}

/** News as it is written: null if it is of a type that came later, undefined if it is none. */
export function newsIn(value: unknown): News | null | undefined {
  if (!isJsonObject(value) || !isText(value.type)) return undefined;
  if (!Object.hasOwn(NEWS, value.type)) return null;
  return isTime(value.at) && NEWS[value.type as News['type']](value)
    ? (value as unknown as News)
    : undefined;
}

export function isShown(value: unknown): value is { readonly story: SessionStory | null } {
  return isJsonObject(value) && (value.story === null || isStory(value.story));
}

const NEWS: Readonly<Record<News['type'], (news: JsonObject) => boolean>> = {
  session: ({ change }) => isChange(change),
  sight: ({ sight }) => isSight(sight),
  approvals: ({ approvals }) => isListOf(isApproval, approvals),
  backend: ({ backend }) => isBackend(backend),
  step: (news) => isText(news.event) && isChart(news),
};

function isStory(value: unknown): value is SessionStory {
  if (!isJsonObject(value)) return false;
  const { record, sight, approvals, steps, last } = value;
  return (
    isSessionRecord(record) &&
    (sight === null || isSight(sight)) &&
    isListOf(isApproval, approvals) &&
    isListOf(isStep, steps) &&
    (last === null || isLast(last))
  );
}

function isLast(value: unknown): value is SessionStory['last'] {
  if (!isJsonObject(value)) return false;
  return isName(value.turnId) && HOWS.has(value.how) && isText(value.text);
}

function isStep(value: unknown): value is SessionStep {
  if (!isJsonObject(value)) return false;
  const { at, what, reason, status, threadState } = value;
  const isWhy = reason === undefined || isText(reason);
  return isTime(at) && isWhy && [what, status, threadState].every(isText);
}

function isBackend(value: unknown): value is BackendSight {
  if (!isJsonObject(value)) return false;
  const { state, pid, version, restarts, lastError } = value;
  const isGoodPid = pid === null || isPositive(pid);
  return (
    BACKENDS.has(state) && isGoodPid && isCount(restarts) && isName(version) && isName(lastError)
  );
}

function isChart(value: unknown): value is ChartSight {
  if (!isJsonObject(value)) return false;
  return CHARTS.has(value.chart) && isName(value.agentId) && isChartValue(value.value, MAX_DEPTH);
}

function isChartValue(value: unknown, depth: number): value is ChartValue {
  if (isText(value)) return true;
  if (!isJsonObject(value) || depth === 0) return false;
  return Object.values(value).every((inner) => isChartValue(inner, depth - 1));
}

const BACKENDS = wordsOf<BackendSight['state']>({
  absent: true,
  starting: true,
  ready: true,
  backing_off: true,
  failed: true,
  stopping: true,
  stopped: true,
});
const CHARTS = wordsOf<ChartName>({ supervisor: true, session: true, turns: true, backend: true });
