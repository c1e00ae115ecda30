import { describe, expect, it } from 'vitest';
import type { SessionAddress, SessionRecord } from '../../../../src/index.js';
import { NO_SPACE, opened, parked, registered, timeStandsStill } from '../../../support/durable.js';
import { record } from '../../../support/records.js';
import { granted } from '../../../support/supervisors.js';

timeStandsStill();

describe('locate', () => {
  it('finds a session by its agent id, its thread and its name', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    await all.sessions.bindThread(agentId, 'thread-1');
    const known = all.sessions.supervisor.get(agentId);
    const addresses = [{ agentId }, { threadId: 'thread-1' }, { identity: 'arch-ctm' }];
    for (const by of addresses) expect(await all.sessions.locate(by)).toEqual(known);
  });

  it('finds nothing where nobody knows anything', async () => {
    const { sessions } = await opened();
    const addresses = [{ agentId: 'codex:x' }, { threadId: 'thread-x' }, { identity: 'x' }];
    for (const by of addresses) expect(await sessions.locate(by)).toBeUndefined();
  });

  it('needs no disk for a session that is active here', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    all.sessions.supervisor.setThreadId(agentId, 'thread-1');
    all.store.breakAt('lock');
    const known = all.sessions.supervisor.get(agentId);
    const addresses = [{ agentId }, { threadId: 'thread-1' }, { identity: 'arch-ctm' }];
    for (const by of addresses) expect(await all.sessions.locate(by)).toEqual(known);
  });

  it('rejects when the disk fails that it needs', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.store.breakAt('lock');
    await expect(all.sessions.locate({ agentId })).rejects.toMatchObject(NO_SPACE);
  });

  it('puts a session in that another process has registered later', async () => {
    const { sessions, disk } = await opened();
    const later = record({ agentId: 'codex:later', status: 'stale' });
    disk.put(later);
    expect(sessions.supervisor.get('codex:later')).toBeUndefined();
    expect(await sessions.locate({ agentId: 'codex:later' })).toEqual(later);
    expect(sessions.supervisor.get('codex:later')).toEqual(later);
    granted(await sessions.resume('codex:later'));
  });

  it('finds a session that is live elsewhere, and leaves it there', async () => {
    const all = await opened();
    const far = record({ agentId: 'codex:far', status: 'active', threadId: 'thread-1' });
    const { owner } = all.disk.live(far);
    const addresses = [
      { agentId: 'codex:far' },
      { threadId: 'thread-1' },
      { identity: 'arch-ctm' },
    ];
    for (const by of addresses) expect(await all.sessions.locate(by)).toEqual(far);
    expect(all.sessions.supervisor.list()).toEqual([]);
    expect(await all.sessions.foreign()).toEqual([{ record: far, owner, control: null }]);
  });

  it('loses sight of a session that became live elsewhere', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    const other = await opened({ disk: all.disk });
    const live = granted(await other.sessions.resume(agentId));
    expect(all.sessions.supervisor.get(agentId)?.status).toBe('stale');
    expect(await all.sessions.locate({ agentId })).toEqual(live);
    expect(all.sessions.supervisor.get(agentId)).toBeUndefined();
  });

  it('reads a stale session again that another process has changed', async () => {
    const all = await opened();
    const stale = await parked(all, 'arch-ctm');
    all.disk.put({ ...stale, tag: 'theirs' });
    expect(await all.sessions.locate({ agentId: stale.agentId })).toMatchObject({ tag: 'theirs' });
  });

  it('finds no stale session that has left the file', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.disk.remove(agentId);
    expect(await all.sessions.locate({ agentId })).toBeUndefined();
    expect(all.sessions.supervisor.list()).toEqual([]);
  });

  it('finds a closed session that has left the file as it was', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.close(agentId);
    all.disk.remove(agentId);
    expect(await all.sessions.locate({ agentId })).toMatchObject({ agentId, status: 'closed' });
  });

  it('tells what was set here and is not written yet', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.sessions.supervisor.setTag(agentId, 'mine');
    expect(await all.sessions.locate({ identity: 'arch-ctm' })).toMatchObject({ tag: 'mine' });
  });

  it('finds a session by a thread that is not written yet', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.sessions.supervisor.setThreadId(agentId, 'thread-1');
    expect(await all.sessions.locate({ threadId: 'thread-1' })).toMatchObject({ agentId });
  });

  it('after the shutdown tells what was known', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    await all.sessions.shutdown();
    expect(await all.sessions.locate({ agentId })).toMatchObject({ agentId, status: 'stale' });
    expect(await all.sessions.locate({ agentId: 'codex:x' })).toBeUndefined();
  });
});

describe('of several sessions of one name or thread, locate finds', () => {
  const at = (agentId: string, more: Partial<SessionRecord>) =>
    record({ agentId, identity: 'arch-ctm', threadId: 'thread-1', ...more });
  const closed = { status: 'closed', threadState: 'closed' } as const;
  const FEBRUARY = '2026-02-01T00:00:00Z';
  const MARCH = '2026-03-01T00:00:00Z';

  const CASES: readonly [string, string, readonly SessionRecord[]][] = [
    [
      'the one used last that is not closed',
      'late',
      [
        at('early', {}),
        at('late', { lastActive: FEBRUARY }),
        at('shut', { ...closed, lastActive: MARCH }),
      ],
    ],
    ['the later in the file of two used at once', 'second', [at('first', {}), at('second', {})]],
    [
      'the later in the file of two used at once, however that is written',
      'second',
      [at('first', {}), at('second', { lastActive: '2026-01-01T01:00:00+01:00' })],
    ],
    [
      'the one used last, if all are closed',
      'late',
      [at('late', { ...closed, lastActive: FEBRUARY }), at('early', closed)],
    ],
    [
      'the one used last as an instant, however it is written',
      'late',
      [
        at('late', { lastActive: '2026-01-01T00:30:00-01:00' }),
        at('early', { lastActive: '2026-01-01T01:00:00+01:00' }),
      ],
    ],
  ];

  const ADDRESSES: readonly SessionAddress[] = [{ identity: 'arch-ctm' }, { threadId: 'thread-1' }];

  it.each(CASES)('%s', async (_, found, records) => {
    for (const by of ADDRESSES) {
      const { sessions, disk } = await opened();
      disk.put(...records);
      expect((await sessions.locate(by))?.agentId).toBe(found);
    }
  });

  it('the active one, wherever it lives', async () => {
    for (const by of ADDRESSES) {
      const { sessions, disk } = await opened();
      disk.live(at('far', {}));
      disk.put(at('late', { lastActive: MARCH }));
      expect((await sessions.locate(by))?.agentId).toBe('far');
    }
  });
});

describe('the address of locate', () => {
  it.each([undefined, null, {}, 'codex:1', { agentId: 'a', identity: 'b' }, { name: 'a' }])(
    'must have one key: %j has not',
    async (by) => {
      const { sessions } = await opened();
      await expect(sessions.locate(by as never)).rejects.toMatchObject({
        name: 'InvalidArgumentError',
        field: 'by',
      });
    },
  );

  it.each(['threadId', 'identity'])('must have a string as its %s', async (key) => {
    const { sessions } = await opened();
    await expect(sessions.locate({ [key]: 42 } as never)).rejects.toMatchObject({
      name: 'InvalidArgumentError',
      field: `by.${key}`,
    });
  });

  it('may have anything as its agent id: that of no session', async () => {
    const { sessions } = await opened();
    for (const agentId of [42, null, {}, Symbol('id')]) {
      expect(await sessions.locate({ agentId } as never)).toBeUndefined();
    }
  });
});
