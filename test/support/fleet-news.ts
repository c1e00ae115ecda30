import fc from 'fast-check';
import type { ControlPicture, News, SessionSight } from '../../src/control/index.js';
import type { SessionChange, SessionRecord } from '../../src/domain/index.js';
import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { record } from './records.js';
import { picture, sight } from './sights.js';

const agentId = fc.constantFrom('codex:a', 'codex:b', 'codex:c', 'codex:d');
const at = fc.nat({ max: 59 }).map((second) => `2026-03-01T12:00:${pad(second)}.000Z`);
const pad = (number: number): string => String(number).padStart(2, '0');

const records: fc.Arbitrary<SessionRecord> = fc
  .record({
    agentId,
    identity: fc.string(),
    status: fc.constantFrom('active', 'stale', 'closed'),
    extra: fc.constantFrom({}, { codex_sessions: { generated_name: true } }),
  })
  .map((fields) => record(fields as Partial<SessionRecord>));

const sights: fc.Arbitrary<SessionSight> = fc
  .record({ agentId, queued: fc.nat({ max: 3 }), statusSince: at })
  .map(sight);

const approvals = fc.array(
  fc.record({
    approvalId: fc.string(),
    agentId,
    kind: fc.constant('command' as const),
    question: fc.string(),
    changes: fc.constant([]),
    expiresAt: at,
  }),
  { maxLength: 2 },
);

const backend = fc.record({
  state: fc.constantFrom('absent' as const, 'ready' as const, 'failed' as const),
  pid: fc.option(fc.nat()),
  version: fc.constant(null),
  restarts: fc.nat({ max: 2 }),
  lastError: fc.option(fc.string()),
});

const charts = fc.oneof(
  fc.record({
    chart: fc.constantFrom('supervisor' as const, 'backend' as const),
    agentId: fc.constant(null),
    value: fc.constantFrom('open', 'saturated'),
  }),
  fc.record({
    chart: fc.constantFrom('session' as const, 'turns' as const),
    agentId,
    value: fc.constantFrom('idle', { running: 'interrupting' }),
  }),
);

/** Sessions are told once each, as a registry has them. */
const pictures: fc.Arbitrary<ControlPicture> = fc
  .record({
    at,
    team: fc.constantFrom('docs', 'shop'),
    sessions: fc.uniqueArray(records, { selector: (one) => one.agentId, maxLength: 4 }),
    sights: fc.uniqueArray(sights, { selector: (one) => one.agentId, maxLength: 4 }),
    approvals,
    backend: fc.option(backend),
    charts: fc.array(charts, { maxLength: 4 }),
  })
  .map(picture);

const changes: fc.Arbitrary<SessionChange> = fc.oneof(
  fc.record({
    type: fc.constantFrom('registered', 'changed', 'stale', 'closed', 'inserted', 'forgotten'),
    record: records,
  }) as fc.Arbitrary<SessionChange>,
  fc.constant({
    type: 'refused',
    command: 'register',
    refusal: { code: 'shutting_down', message: 'it ends' },
  } as unknown as SessionChange),
);

const told: fc.Arbitrary<News> = fc.oneof(
  fc.record({ type: fc.constant('session' as const), at, change: changes }),
  fc.record({ type: fc.constant('sight' as const), at, sight: sights }),
  fc.record({ type: fc.constant('approvals' as const), at, approvals }),
  fc.record({ type: fc.constant('backend' as const), at, backend }),
  fc
    .tuple(at, charts)
    .map(([when, chart]) => ({ type: 'step' as const, at: when, event: 'touch', ...chart })),
  at.map((when) => ({ type: 'of a newer process', at: when }) as unknown as News),
);

const process = fc.constantFrom('1', '2', '3');

/** Any news, in no order that a fleet would keep to. */
export const fleetNews: fc.Arbitrary<FleetNews> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('joined' as const), process, picture: pictures }),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('news' as const), process, news: told }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('left' as const), process, at }) },
);
