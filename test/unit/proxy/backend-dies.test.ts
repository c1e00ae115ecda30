import { describe, expect, it } from 'vitest';
import { BackendSpawnError, RequestTimeoutError } from '../../../src/domain/codex-errors.js';
import {
  answered,
  endOf,
  given,
  openHouse,
  pass,
  refusalOf,
  reply,
  running,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const EXIT = {
  exitCode: 137,
  stderrTail: ['one', 'two', 'three', 'four', 'five', 'out of memory'],
};

describe('Codex', () => {
  it('is started on first use only', async () => {
    const house = await openHouse();
    await house.service.list();
    await house.service.result({ agentId: 'codex:99' });
    expect([house.codex.starts, house.service.status().backend.state]).toEqual([0, 'absent']);
    await running(house);
    await running(house);
    expect(house.codex.starts).toBe(1);
    expect(house.service.status().backend).toEqual({
      ...{ state: 'ready', pid: 1001, version: '0.169.0', restarts: 0, lastError: null },
    });
  });
});

describe('a Codex that dies', () => {
  it('leaves all its sessions stale, and running calls are told how it ended', async () => {
    const house = await openHouse();
    const [busy, idle] = [await running(house), await answered(house)];
    house.codex.backend.die(EXIT);
    expect(await refusalOf(busy)).toMatchObject({
      ...{ code: 'child_process_dead', threadId: 'thread-1', exitCode: 137, signal: null },
      stderr: ['two', 'three', 'four', 'five', 'out of memory'],
      message: expect.stringContaining('exited with code 137'),
    });
    expect([stateOf(house, busy), stateOf(house, idle)]).toEqual(['stale busy', 'stale idle']);
    expect(house.service.status()).toMatchObject({ active: 0, turnsRunning: 0, identities: {} });
  });

  it('refuses the turns that wait, too', async () => {
    const house = await openHouse({ maxTurns: 1 });
    const first = await running(house);
    const queued = await reply(house, first, 'two');
    const waiting = await running(house);
    house.codex.backend.die({ signal: 'SIGKILL' });
    for (const turn of [first, queued, waiting]) {
      expect(await refusalOf(turn)).toMatchObject({
        code: 'child_process_dead',
        signal: 'SIGKILL',
      });
    }
    expect(house.service.status()).toMatchObject({ turnsRunning: 0, turnsWaiting: 0 });
  });

  it('is replaced by the next call, which resumes its session', async () => {
    const house = await openHouse();
    const session = await answered(house);
    house.codex.backend.die(EXIT);
    await pass(0);
    expect(house.service.status().backend).toMatchObject({ state: 'absent', pid: null });
    const turn = await reply(house, session, 'again');
    await pass(0);
    house.codex.complete('thread-1', 'back');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'back' });
    expect(house.codex.backend.asked('resumeThread')).toHaveLength(1);
    expect(house.service.status().backend).toMatchObject({ state: 'ready', restarts: 1 });
  });

  it('is replaced once, for all that need it', async () => {
    const house = await openHouse();
    const sessions = [await answered(house), await answered(house)];
    house.codex.backend.die(EXIT);
    await settle();
    const turns = await Promise.all(sessions.map((session) => reply(house, session)));
    await pass(0);
    expect(turns.map(({ progress }) => progress.state)).toEqual(['running', 'running']);
    expect(house.codex.starts).toBe(2);
  });

  it('while a thread is opened leaves no session nobody was told of', async () => {
    const house = await openHouse();
    await answered(house, { identity: 'other' });
    house.codex.script.hold('startThread');
    const turn = await running(house, { identity: 'arch-ctm' });
    house.codex.backend.die(EXIT);
    expect(await refusalOf(turn)).toMatchObject({ code: 'child_process_dead', exitCode: 137 });
    expect(stateOf(house, turn)).toBe('unknown');
  });

  it('while a session is resumed leaves that stale', async () => {
    const house = await openHouse();
    const session = await answered(house);
    house.codex.backend.die(EXIT);
    await settle();
    house.codex.script.hold('resumeThread');
    const turn = await reply(house, session);
    await pass(0);
    house.codex.backend.die({ exitCode: 1 });
    expect(await refusalOf(turn)).toMatchObject({ code: 'child_process_dead', exitCode: 1 });
    expect(stateOf(house, session)).toMatch(/^stale/);
  });

  it('while a session is closed does not keep that open', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const session = await running(house);
    const closing = house.service.close(session);
    await settle();
    house.codex.backend.die(EXIT);
    expect(given(await closing).status).toBe('closed');
    expect(await endOf(session)).toMatchObject({ type: 'interrupted', reason: 'closed' });
  });

  it('tells late facts to nobody', async () => {
    const house = await openHouse();
    const session = await answered(house);
    const dead = house.codex.backend;
    dead.die(EXIT);
    await settle();
    const turn = await reply(house, session);
    await pass(0);
    dead.tell({ type: 'turn.completed', threadId: 'thread-1', turnId: 't1', lastMessage: 'dead' });
    expect(await endOf(turn)).toBe('open');
  });
});

describe('a Codex that cannot be started', () => {
  const missing = new BackendSpawnError('codex', new Error('spawn codex ENOENT'));

  it('is told to whoever needed it, and tried again for the next', async () => {
    const house = await openHouse();
    const held = house.codex.script.hold('start');
    const calls = [await start(house), await start(house)];
    await settle();
    held.refuse(missing);
    held.release();
    for (const turn of calls) {
      expect(await refusalOf(turn)).toMatchObject({ code: 'child_process_dead' });
    }
    expect(house.codex.starts).toBe(1);
    const next = await start(house);
    await pass(0);
    expect(next.progress.state).toBe('running');
  });

  it('in time is a time-out', async () => {
    const house = await openHouse();
    house.codex.script.refuse('start', new RequestTimeoutError('initialize', 10_000), 1);
    expect(await refusalOf(await start(house))).toMatchObject({ code: 'request_timeout' });
  });

  it('waits longer each time, and is left alone after too many failures', async () => {
    const house = await openHouse();
    house.codex.script.refuse('start', missing);
    for (const [starts, wait] of [0, 0, 500, 1_000, 2_000].entries()) {
      const turn = await start(house);
      await pass(Math.max(wait - 1, 0));
      if (wait > 0) expect(house.codex.starts).toBe(starts);
      if (wait > 0) await pass(1);
      expect(house.codex.starts).toBe(starts + 1);
      expect(await endOf(turn)).toMatchObject({ type: 'refused' });
    }
    expect(house.service.status().backend).toMatchObject({
      ...{ state: 'failed', lastError: expect.stringContaining('ENOENT') },
    });
    expect(await refusalOf(await start(house))).toMatchObject({
      code: 'child_process_dead',
      message: expect.stringMatching(/ENOENT.*too often in a row and is not started for 30 s/),
    });
    expect(house.codex.starts).toBe(5);
  });

  it('gets another chance after a rest, and is trusted again once a turn has ended', async () => {
    const house = await openHouse();
    house.codex.script.refuse('start', missing, 5);
    for (let count = 0; count < 5; count += 1) {
      const turn = await start(house);
      await pass(3_000);
      await endOf(turn);
    }
    expect(house.service.status().backend.state).toBe('failed');
    await pass(30_000);
    await answered(house);
    house.codex.backend.die(EXIT);
    await pass(0);
    expect(house.service.status().backend.state).toBe('absent');
  });

  it('leaves the maximum untouched: nothing of it is at work', async () => {
    const house = await openHouse({ maxConcurrent: 1 });
    house.codex.script.refuse('start', missing, 1);
    await endOf(await start(house));
    expect(house.service.status()).toMatchObject({ active: 0, turnsRunning: 0 });
    expect(house.sessions.supervisor.list()).toEqual([]);
  });
});
