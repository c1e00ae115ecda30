import { describe, expect, it } from 'vitest';
import { BackendSpawnError } from '../../../src/domain/codex-errors.js';
import { refusedByCodex } from '../../support/fake-backend-script.js';
import {
  answered,
  endOf,
  type House,
  openHouse,
  refusalIn,
  refusalOf,
  reopened,
  reply,
  running,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const REQUEST = { prompt: 'hello', settings: {} };
const known = ({ sessions }: House) => sessions.supervisor.list().map(({ identity }) => identity);

/** A thread that no session here has. */
const THEIRS = '01a202de-1f56-77f1-99a1-8e8c6e658b30';

describe('a start with a name', () => {
  it('has it, and its record says where it works', async () => {
    const house = await openHouse();
    const turn = await answered(house, {
      ...{ identity: 'arch-ctm', tag: 'nightly', settings: { cwd: '/tmp' } },
    });
    expect(turn).toMatchObject({ identity: 'arch-ctm', predecessor: null });
    expect(house.sessions.supervisor.get(turn.agentId)).toMatchObject({
      ...{ identity: 'arch-ctm', team: 'atm-dev', tag: 'nightly', cwd: '/tmp' },
      ...{ threadId: 'thread-1', status: 'active' },
    });
    expect(house.service.status().identities).toEqual({ 'arch-ctm': turn.agentId });
  });

  it('that is held is refused, and the holder is named', async () => {
    const house = await openHouse();
    const holder = await answered(house, { identity: 'arch-ctm' });
    const outcome = await house.service.start({ ...REQUEST, identity: 'arch-ctm' });
    expect(refusalIn(outcome)).toMatchObject({
      ...{ code: 'identity_conflict', identity: 'arch-ctm', agentId: holder.agentId },
    });
    expect(known(house)).toEqual(['arch-ctm']);
  });

  it('twice at once: one gets it', async () => {
    const house = await openHouse();
    const starts = [1, 2].map(() => house.service.start({ ...REQUEST, identity: 'arch-ctm' }));
    const outcomes = await Promise.all(starts);
    expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(known(house)).toEqual(['arch-ctm']);
  });

  it('names the stale session that could be resumed instead', async () => {
    const before = await openHouse();
    const old = await answered(before, { identity: 'arch-ctm' });
    const house = await reopened(before);
    const turn = await answered(house, { identity: 'arch-ctm' });
    expect(turn.predecessor).toMatchObject({ agentId: old.agentId, threadId: 'thread-1' });
    expect(turn.agentId).not.toBe(old.agentId);
    expect(house.codex.asked('resumeThread')).toEqual([]);
  });

  it('that has no good value is refused, and nothing is left', async () => {
    const house = await openHouse();
    for (const identity of ['', 'a\0b', 'x'.repeat(1_025)]) {
      const refusal = refusalIn(await house.service.start({ ...REQUEST, identity }));
      expect(refusal.code).toBe('invalid_session_params');
    }
    expect(known(house)).toEqual([]);
  });
});

describe('a start whose thread cannot be opened', () => {
  it.each([
    ['a bad configuration', refusedByCodex('bad_configuration', 'unknown key'), 'codex_refused'],
    ['anything else', refusedByCodex('other', 'mcp server down'), 'codex_refused'],
  ])(
    'leaves no record, and its name is free before the end is told: %s',
    async (_, error, code) => {
      const house = await openHouse();
      house.codex.script.refuse('startThread', error, 1);
      const turn = await start(house, { identity: 'arch-ctm' });
      let seen: unknown = 'never ended';
      const next = turn.ended.then((end) => {
        seen = end;
        expect(known(house)).toEqual([]);
        return house.service.start({ ...REQUEST, identity: 'arch-ctm' });
      });
      await settle();
      expect(seen).toMatchObject({ type: 'refused', refusal: { code } });
      expect((await next).ok).toBe(true);
      expect(await turn.opened).toBeNull();
    },
  );

  it('says how Codex could not be started, and leaves no record', async () => {
    const house = await openHouse();
    house.codex.script.refuse('start', new BackendSpawnError('codex', new Error('ENOENT')), 1);
    const turn = await start(house);
    expect(await refusalOf(turn)).toMatchObject({
      code: 'child_process_dead',
      message: expect.stringContaining('install the Codex CLI'),
    });
    expect(known(house)).toEqual([]);
  });

  it('is refused where its configuration is too large to be remembered', async () => {
    const house = await openHouse();
    const turn = await start(house, { settings: { config: { notes: 'x'.repeat(66_000) } } });
    expect(await turn.ended).toMatchObject({
      refusal: { code: 'invalid_session_params', message: expect.stringContaining('config.toml') },
    });
    expect(house.codex.asked('startThread')).toEqual([]);
  });

  it('leaves no record of a fork either', async () => {
    const house = await openHouse();
    house.codex.script.refuse('forkThread', refusedByCodex('thread_held', 'active writer'), 1);
    const turn = await start(house, { fork: THEIRS });
    expect(await refusalOf(turn)).toMatchObject({ code: 'thread_held' });
    expect(known(house)).toEqual([]);
  });
});

describe('a first turn that never began', () => {
  it('leaves nothing when it is cancelled while it waits for its place', async () => {
    const house = await openHouse({ maxTurns: 1 });
    await running(house, { identity: 'at-work' });
    const waiting = await running(house, { identity: 'arch-ctm' });
    waiting.cancel();
    let names: string[] = [];
    void waiting.ended.then(() => {
      names = known(house);
    });
    await settle();
    expect(names).toEqual(['at-work']);
  });

  it('leaves nothing, at Codex neither, when it is cancelled while its thread is opened', async () => {
    const house = await openHouse();
    const held = house.codex.script.hold('startThread');
    const turn = await running(house);
    turn.cancel();
    held.answer();
    expect(await endOf(turn)).toMatchObject({ type: 'interrupted', turnId: null });
    expect(known(house)).toEqual([]);
    expect(house.codex.asked('archiveThread')).toEqual([['thread-1']]);
  });

  it('leaves nothing when Codex refuses the prompt', async () => {
    const house = await openHouse();
    house.codex.script.refuse('startTurn', refusedByCodex('input_too_large', 'too large'), 1);
    const turn = await start(house, { identity: 'arch-ctm' });
    expect(await refusalOf(turn)).toMatchObject({ code: 'codex_refused', message: 'too large' });
    expect(known(house)).toEqual([]);
    expect(house.service.status().active).toBe(0);
  });

  it('is about to leave its name: who asks for that in the meantime gets it', async () => {
    const house = await openHouse();
    const held = house.codex.script.hold('cleanTerminals');
    house.codex.script.refuse('startTurn', refusedByCodex('input_too_large', 'too large'), 1);
    await start(house, { identity: 'arch-ctm' });
    await settle();
    const next = house.service.start({ ...REQUEST, identity: 'arch-ctm' });
    await settle();
    held.release();
    expect((await next).ok).toBe(true);
    expect(known(house)).toEqual(['arch-ctm']);
  });

  it('does not take those with it that came after it', async () => {
    const house = await openHouse({ maxTurns: 1 });
    const first = await running(house);
    const waiting = await running(house);
    const behind = await house.service.reply({ agentId: waiting.agentId, prompt: 'behind' });
    waiting.cancel();
    await settle();
    house.codex.complete(first.threadId);
    await settle();
    if (!behind.ok) throw new Error('refused');
    expect(behind.value.progress.state).toBe('running');
    expect(stateOf(house, waiting)).toBe('active busy');
  });
});

describe('a first turn that began', () => {
  it('keeps its session, also when it was interrupted or failed', async () => {
    const house = await openHouse();
    const interrupted = await running(house);
    interrupted.cancel();
    const failed = await running(house);
    house.codex.fail(failed.threadId);
    await settle();
    expect([stateOf(house, interrupted), stateOf(house, failed)]).toEqual([
      'active idle',
      'active idle',
    ]);
    const next = await reply(house, interrupted);
    await settle();
    expect(next.progress.state).toBe('running');
  });
});

describe('a fork', () => {
  it('starts with the history of a thread or a session, and its settings', async () => {
    const house = await openHouse();
    const settings = { model: 'm', sandbox: 'workspace-write', cwd: '/tmp' } as const;
    const source = await answered(house, { settings });
    const copy = await answered(house, { fork: source.agentId, identity: 'copy' });
    expect(copy.threadId).toBe('thread-2');
    expect(house.codex.asked('forkThread')).toMatchObject([['thread-1', settings]]);
    await answered(house, { fork: 'thread-1', settings: { model: 'other' } });
    expect(house.codex.asked('forkThread')[1]).toMatchObject([
      'thread-1',
      { ...settings, model: 'other' },
    ]);
  });

  it('of a thread nobody remembers may look, and asks for everything else', async () => {
    const house = await openHouse();
    house.codex.threads.put(THEIRS);
    await answered(house, { fork: THEIRS });
    expect(house.codex.asked('forkThread')).toMatchObject([
      [THEIRS, { sandbox: 'read-only', approvalPolicy: 'on-request' }],
    ]);
  });
});
