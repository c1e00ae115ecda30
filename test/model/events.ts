import type { SessionRecord } from '../../src/index.js';
import type { ReferenceCommand } from '../support/reference-model.js';
import { AT, aRecord, CURRENT, LATE } from './session-steps.js';
import type { SystemEvent, SystemState } from './system.js';

/** How large a system is explored. */
export interface Bounds {
  readonly slots: number;
  readonly identities: number;
  readonly threads: number;
  readonly max: number;
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** Every event that makes sense to offer, made once. New sessions take the first free slot. */
export function eventSource(bounds: Bounds): (state: SystemState) => SystemEvent[] {
  const agentIds = names('s', bounds.slots);
  const births = new Map(agentIds.map((id) => [id, birthsOf(id, bounds)]));
  const commands = new Map(agentIds.map((id) => [id, commandsTo(id, bounds)]));
  const common: SystemEvent[] = [{ type: 'restart' }, asEvent({ type: 'drain' })];
  return ({ sessions }) => {
    const used = agentIds.filter((id) => sessions.has(id));
    const free = agentIds.find((id) => !sessions.has(id));
    const [taken] = used;
    return [
      ...common,
      ...(free === undefined ? [] : [...(births.get(free) ?? []), ...(commands.get(free) ?? [])]),
      ...(taken === undefined ? [] : (births.get(taken) ?? [])),
      ...used.flatMap((id) => commands.get(id) ?? []),
    ];
  };
}

const asEvent = (command: ReferenceCommand): SystemEvent => ({ type: 'command', command });

function birthsOf(agentId: string, { identities }: Bounds): SystemEvent[] {
  return names('i', identities).flatMap((identity) => {
    const record = aRecord(agentId, identity);
    return [
      asEvent({ type: 'register', record }),
      asEvent({ type: 'register', record, fails: true }),
    ];
  });
}

function commandsTo(agentId: string, { identities, threads }: Bounds): SystemEvent[] {
  const ids = names('i', identities);
  const threadIds = names('t', threads);
  const commands: ReferenceCommand[] = [
    ...(['close', 'park', 'lost', 'forget', 'evict'] as const).map((type) => ({ type, agentId })),
    { type: 'close', agentId, fails: true },
    ...ids.flatMap((identity) => resumptions(agentId, identity)),
    ...ids.flatMap((identity) => insertions(agentId, identity, [null, ...threadIds])),
    ...threadIds.map((threadId) => report(agentId, { type: 'thread.bound', threadId })),
    ...[undefined, CURRENT, LATE].flatMap((turnId) => [
      report(agentId, { type: 'turn.started', ...(turnId && { turnId }) }),
      report(agentId, { type: 'turn.completed', ...(turnId && { turnId }) }),
    ]),
    { ...report(agentId, { type: 'turn.completed' }), fails: true },
  ];
  return [...commands.map(asEvent), { type: 'failure', agentId }];
}

type Report = Extract<ReferenceCommand, { type: 'report' }>;
const report = (agentId: string, fact: Report['fact']): Report => ({
  type: 'report',
  agentId,
  fact,
});

function resumptions(agentId: string, identity: string): ReferenceCommand[] {
  const resume = { type: 'resume', agentId, identity, at: AT } as const;
  return [
    { ...resume, reopen: false },
    { ...resume, reopen: true },
    { ...resume, reopen: true, fails: true },
  ];
}

function insertions(
  agentId: string,
  identity: string,
  threadIds: readonly (string | null)[],
): ReferenceCommand[] {
  const pairs = [
    { status: 'stale', threadState: 'busy' },
    { status: 'stale', threadState: 'idle' },
    { status: 'closed', threadState: 'closed' },
  ] as const;
  return threadIds.flatMap((threadId) =>
    pairs.map((states) => ({
      type: 'insert',
      record: aRecord(agentId, identity, { ...states, threadId }),
    })),
  );
}

/** One line that a person can follow. */
export function describeEvent(event: SystemEvent): string {
  if (event.type === 'restart') return 'restart';
  if (event.type === 'failure') return `the actor of ${event.agentId} fails`;
  const { type, fails, ...rest } = event.command;
  const facts = 'record' in rest ? pick(rest.record) : rest;
  return `${type} ${JSON.stringify(facts)}${fails ? ' and its actor fails' : ''}`;
}

function pick({ agentId, identity, status, threadState, threadId }: SessionRecord) {
  return { agentId, identity, status, threadState, threadId };
}
