import { describe, expect, it } from 'vitest';
import type { SessionChange } from '../../../../src/index.js';
import { opened, parked, pass, registered, timeStandsStill } from '../../../support/durable.js';
import { record } from '../../../support/records.js';
import { granted, request } from '../../../support/supervisors.js';

timeStandsStill();

/** Sessions with a listener that does something at the first change of a type. */
async function listening(
  type: SessionChange['type'],
  react: (all: Awaited<ReturnType<typeof opened>>, change: SessionChange) => void,
) {
  const all = await opened();
  let reacted = false;
  all.sessions.supervisor.subscribe((change) => {
    if (change.type !== type || reacted) return;
    reacted = true;
    react(all, change);
  });
  return all;
}

describe('a setter that a listener calls from within the change', () => {
  it('of a register is written with it', async () => {
    const all = await listening('registered', ({ sessions }) => {
      sessions.supervisor.setTag('codex:1', 'set');
      sessions.supervisor.annotate('codex:1', { by: 'listener' });
    });
    await registered(all, 'arch-ctm');
    expect(all.disk.record('codex:1')).toEqual(all.sessions.supervisor.get('codex:1'));
    expect(all.disk.record('codex:1')?.tag).toBe('set');
  });

  it('of a resume is written with it', async () => {
    const all = await listening('resumed', ({ sessions }) => {
      sessions.supervisor.setCwd('codex:1', '/set');
    });
    const { agentId } = await parked(all, 'arch-ctm');
    await all.sessions.resume(agentId);
    expect(all.disk.record(agentId)).toMatchObject({ status: 'active', cwd: '/set' });
  });

  it('of a close reaches another session', async () => {
    const all = await listening('closed', ({ sessions }) => {
      sessions.supervisor.setTag('codex:1', 'set');
    });
    const { agentId } = await registered(all, 'one');
    const { agentId: other } = await registered(all, 'other');
    await all.sessions.close(other);
    expect(all.disk.record(agentId)?.tag).toBe('set');
  });

  it('of an insertion is written, though the insertion itself need not be', async () => {
    const all = await listening('inserted', ({ sessions }) => {
      sessions.supervisor.setTag('codex:later', 'set');
    });
    all.disk.put(record({ agentId: 'codex:later' }));
    await all.sessions.locate({ agentId: 'codex:later' });
    await all.sessions.flushed();
    expect(all.disk.record('codex:later')?.tag).toBe('set');
  });

  it('of a re-reading is written, and not taken for that of another process', async () => {
    const all = await listening('inserted', ({ sessions }) => {
      sessions.supervisor.setTag('codex:1', 'set');
    });
    const stale = await parked(all, 'arch-ctm');
    all.clock.set('2026-01-02T00:00:00Z');
    all.sessions.supervisor.touch(stale.agentId, {});
    all.disk.put({ ...stale, cwd: '/theirs' });
    await all.sessions.flushed();
    await all.sessions.flushed();
    expect(all.disk.record(stale.agentId)).toMatchObject({ cwd: '/theirs', tag: 'set' });
    expect(all.sessions.supervisor.get(stale.agentId)).toEqual(all.disk.record(stale.agentId));
  });

  it('of a write that is taken back is written with what is left', async () => {
    const all = await listening('stale', ({ sessions }) => {
      sessions.supervisor.setTag('codex:1', 'set');
    });
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.close(agentId);
    all.disk.put(record({ agentId }));
    all.store.breakAt('write', 'once');
    await expect(all.sessions.resume(agentId)).rejects.toMatchObject({ code: 'no_space' });
    await pass(1000);
    expect(all.disk.record(agentId)).toMatchObject({ status: 'stale', tag: 'set' });
  });
});

describe('a durable command that a listener gives from within a change', () => {
  it('of another session is decided after it, and on disk when it resolves', async () => {
    let second: Promise<unknown> | undefined;
    const all = await listening('registered', ({ sessions, disk }) => {
      second = sessions.register(request('second')).then((result) => {
        expect(disk.record(granted(result).agentId)?.identity).toBe('second');
      });
    });
    await registered(all, 'first');
    await second;
    expect(all.disk.records.size).toBe(2);
  });

  it('of a setter is on disk when it resolves', async () => {
    let second: Promise<unknown> | undefined;
    const all = await listening('changed', ({ sessions, disk }) => {
      second = sessions.register(request('second')).then((result) => {
        expect(disk.record(granted(result).agentId)?.identity).toBe('second');
      });
    });
    const { agentId } = await registered(all, 'first');
    all.sessions.supervisor.setTag(agentId, 'red');
    await second;
    expect(all.disk.records.size).toBe(2);
  });

  it('of the same session waits for it', async () => {
    let closing: Promise<boolean> | undefined;
    const all = await listening('registered', ({ sessions }) => {
      closing = sessions.close('codex:1');
    });
    expect(granted(await all.sessions.register(request('arch-ctm'))).status).toBe('active');
    expect(all.disk.record('codex:1')?.status).toBe('active');
    expect(await closing).toBe(true);
    expect(all.disk.record('codex:1')?.status).toBe('closed');
  });
});
