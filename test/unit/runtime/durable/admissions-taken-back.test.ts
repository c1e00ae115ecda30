import { describe, expect, it } from 'vitest';
import {
  changesIn,
  NO_SPACE,
  opened,
  parked,
  quiet,
  registered,
  timeStandsStill,
} from '../../../support/durable.js';
import type { Step } from '../../../support/scripted-store.js';
import { granted, inWords, request } from '../../../support/supervisors.js';

timeStandsStill();

const STEPS: readonly Step[] = ['lock', 'write', 'sync'];
const DECIDED: readonly Step[] = ['write', 'sync'];

describe.each(STEPS)('with a disk that fails at the %s', (step) => {
  it('register rejects, and nothing of the session is left', async () => {
    const all = await opened();
    all.store.breakAt(step, 'once');
    await expect(all.sessions.register(request('arch-ctm'))).rejects.toMatchObject(NO_SPACE);
    const { supervisor } = all.sessions;
    expect(supervisor.list()).toEqual([]);
    expect([supervisor.activeCount, supervisor.findByIdentity('arch-ctm')]).toEqual([0, undefined]);
    await all.sessions.flushed();
    expect([all.disk.records.size, all.disk.claims()]).toEqual([0, {}]);
  });

  it('resume rejects, and the session can be resumed again', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.store.breakAt(step, 'once');
    await expect(all.sessions.resume(agentId)).rejects.toMatchObject(NO_SPACE);
    expect(all.sessions.supervisor.get(agentId)?.status).toBe('stale');
    await all.sessions.flushed();
    expect(all.disk.record(agentId)).toEqual(all.sessions.supervisor.get(agentId));
    expect(all.disk.claims()).toEqual({});
    granted(await all.sessions.resume(agentId));
    expect(all.disk.record(agentId)?.status).toBe('active');
  });
});

describe.each(DECIDED)('what was decided before the disk failed at the %s', (step) => {
  it('is a registered session: closed and forgotten', async () => {
    const all = await opened();
    const changes = changesIn(all);
    all.store.breakAt(step, 'once');
    await expect(all.sessions.register(request('arch-ctm'))).rejects.toMatchObject(NO_SPACE);
    expect(changes.map(inWords)).toEqual([
      'registered codex:1',
      'closed codex:1',
      'forgotten codex:1',
    ]);
  });

  it('is a resumed session: stale again, with its new name', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    const changes = changesIn(all);
    all.store.breakAt(step, 'once');
    const resuming = all.sessions.resume(agentId, { identity: 'qa' });
    await expect(resuming).rejects.toMatchObject(NO_SPACE);
    expect(changes.map(inWords)).toEqual(['resumed codex:1', 'stale lost codex:1']);
    const taken = { status: 'stale', identity: 'qa' };
    expect(all.sessions.supervisor.get(agentId)).toMatchObject(taken);
    await registered(all, 'other');
    expect(all.disk.record(agentId)).toMatchObject(taken);
    expect(Object.keys(all.disk.claims())).toEqual(['agent codex:2', 'identity other']);
  });

  it('is a reopened session: closed again', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.close(agentId);
    const changes = changesIn(all);
    all.store.breakAt(step, 'once');
    const reopening = all.sessions.resume(agentId, { reopen: true });
    await expect(reopening).rejects.toMatchObject(NO_SPACE);
    expect(changes.map(inWords)).toEqual(['resumed codex:1', 'closed codex:1']);
    await all.sessions.flushed();
    expect(all.disk.record(agentId)).toMatchObject({ status: 'closed', threadState: 'closed' });
    expect(all.disk.claims()).toEqual({});
  });

  it('keeps its claims until it is taken back on disk as well', async () => {
    const all = await opened();
    const other = await opened({ disk: all.disk });
    all.store.breakAt(step, 'once');
    await expect(all.sessions.register(request('arch-ctm'))).rejects.toMatchObject(NO_SPACE);
    const { owner } = all.store.process;
    expect(await other.sessions.register(request('arch-ctm'))).toMatchObject({
      refusal: { code: 'identity_conflict', owner },
    });
    await all.sessions.flushed();
    granted(await other.sessions.register(request('arch-ctm')));
  });
});

describe('an admission that was taken back', () => {
  it('leaves its name and its slot to the next', async () => {
    const all = await opened({ maxConcurrent: 1 });
    all.store.breakAt('write', 'once');
    await expect(all.sessions.register(request('arch-ctm'))).rejects.toMatchObject(NO_SPACE);
    const { agentId } = await registered(all, 'arch-ctm');
    expect([...all.disk.records.keys()]).toEqual([agentId]);
  });

  it('is one of several that shared the write; what is not an admission stays', async () => {
    const all = await opened();
    const { agentId: live } = await registered(all, 'live');
    const { agentId: stale } = await parked(all, 'stale');
    all.store.breakAt('write', 'once');
    const results = await Promise.allSettled([
      all.sessions.register(request('arch-ctm')),
      all.sessions.resume(stale),
      all.sessions.close(live),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const known = all.sessions.supervisor.list().map(({ agentId, status }) => [agentId, status]);
    expect(known).toEqual([
      [live, 'closed'],
      [stale, 'stale'],
    ]);
    await all.sessions.flushed();
    expect([...all.disk.records.values()]).toEqual(all.sessions.supervisor.list());
  });

  it('keeps what was set on the session meanwhile', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.store.shutGate();
    const resuming = all.sessions.resume(agentId);
    await quiet();
    all.sessions.supervisor.setTag(agentId, 'set meanwhile');
    all.store.breakAt('sync', 'once');
    all.store.openGate();
    await expect(resuming).rejects.toMatchObject(NO_SPACE);
    await all.sessions.flushed();
    expect(all.disk.record(agentId)).toMatchObject({ status: 'stale', tag: 'set meanwhile' });
  });
});
