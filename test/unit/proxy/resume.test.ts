import { describe, expect, it } from 'vitest';
import type { SessionSettings } from '../../../src/proxy/api.js';
import {
  answered,
  endOf,
  given,
  type House,
  openHouse,
  refusalIn,
  reopened,
  reply,
  running,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const REQUEST = { prompt: 'again', settings: {} };

/** A session of an earlier process, and the house of the next one. */
async function restarted(settings: SessionSettings = {}, more: object = {}) {
  const before = await openHouse();
  const session = await answered(before, { settings, ...more });
  const house = await reopened(before);
  expect(stateOf(house, session)).toBe('stale idle');
  return { house, session };
}

/** What Codex holds true for the last prompt. */
const lastRun = ({ codex }: House) => codex.prompts.at(-1);

describe('a session of an earlier process', () => {
  it('goes on with its thread when it gets a reply, in a new Codex', async () => {
    const { house, session } = await restarted();
    const turn = await reply(house, session, 'still there?');
    await settle();
    house.codex.complete('thread-1', 'yes');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'yes' });
    expect(turn.agentId).toBe(session.agentId);
    expect(stateOf(house, session)).toBe('active idle');
    expect([house.codex.asked('startThread'), house.codex.starts]).toEqual([[[{}]], 2]);
  });

  it('is sent everything again (H4): a resume restores neither sandbox nor settings', async () => {
    const settings: SessionSettings = {
      ...{ cwd: '/tmp', model: 'gpt-x' },
      ...{ sandbox: 'workspace-write', approvalPolicy: 'never' },
      ...{ baseInstructions: 'base', developerInstructions: 'dev', compactPrompt: 'shorter' },
      config: { web_search: 'live' },
    };
    const { house, session } = await restarted(settings);
    await reply(house, session);
    await settle();
    const { compactPrompt, config, ...others } = settings;
    expect(house.codex.backend.asked('resumeThread')).toEqual([
      ['thread-1', { ...others, config: { ...config, compact_prompt: compactPrompt } }],
    ]);
    expect(lastRun(house)).toMatchObject({
      ...{ cwd: '/tmp', model: 'gpt-x', approvalPolicy: 'never' },
      sandboxPolicy: { type: 'workspaceWrite' },
    });
  });

  it('keeps its effort and its sandbox in full: they go with the turn (H4, !! workspace-write)', async () => {
    const before = await openHouse();
    const session = await answered(before);
    const sandboxPolicy = {
      ...{ type: 'workspaceWrite', writableRoots: ['/data'], networkAccess: true },
      ...{ excludeTmpdirEnvVar: true, excludeSlashTmp: true },
    };
    before.sessions.supervisor.annotate(session.agentId, {
      thread: {
        ...{ isOurs: true, cwd: '/tmp', model: 'm', effort: 'high' },
        ...{ approvalPolicy: { granular: { rules: true } }, sandboxPolicy },
      },
    });
    const house = await reopened(before);
    await reply(house, session);
    await settle();
    expect(house.codex.backend.asked('resumeThread')).toEqual([
      ['thread-1', { cwd: '/tmp', model: 'm', sandbox: 'workspace-write' }],
    ]);
    expect(house.codex.backend.asked('startTurn')[0]?.[2]).toEqual({
      ...{ cwd: '/tmp', model: 'm', effort: 'high', sandboxPolicy },
      approvalPolicy: { granular: { rules: true } },
    });
  });

  it('gets its settings with the first turn only', async () => {
    const { house, session } = await restarted({ model: 'm' });
    for (const prompt of ['one', 'two']) {
      await reply(house, session, prompt);
      await settle();
      house.codex.complete('thread-1');
      await settle();
    }
    const [first, second] = house.codex.backend.asked('startTurn');
    expect(first?.[2]).toMatchObject({ model: 'm' });
    expect(second?.[2]).toEqual({});
  });

  it('gets its settings with the next turn when the first was refused', async () => {
    const { house, session } = await restarted({ model: 'm' });
    house.codex.script.refuse('startTurn', new Error('not now'), 1);
    await endOf(await reply(house, session));
    await reply(house, session);
    await settle();
    expect(house.codex.backend.asked('startTurn')[1]?.[2]).toMatchObject({ model: 'm' });
  });

  it('forgets instructions that are too large to keep, and nothing else', async () => {
    const { house, session } = await restarted({ developerInstructions: 'x'.repeat(40_000) });
    await reply(house, session);
    await settle();
    expect(house.codex.backend.asked('resumeThread')).toEqual([
      ['thread-1', expect.not.objectContaining({ developerInstructions: expect.anything() })],
    ]);
  });

  it('was lost in the middle of a turn: it is resumed all the same', async () => {
    const before = await openHouse();
    const session = await running(before);
    const house = await reopened(before);
    house.codex.answers = (prompt) => prompt;
    const turn = await reply(house, session, 'go on');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'go on' });
  });

  it('that never had a thread starts one when it is resumed', async () => {
    const before = await openHouse();
    const request = { identity: 'arch-ctm', team: 'atm-dev', cwd: '/tmp' };
    const registered = await before.sessions.register(request);
    if (!registered.ok) throw new Error('refused');
    const house = await reopened(before);
    const turn = await start(house, { agentId: registered.value.agentId });
    await settle();
    expect(turn).toMatchObject({ identity: 'arch-ctm', threadId: 'thread-1' });
    expect(house.codex.asked('startThread')).toEqual([[{ cwd: '/tmp' }]]);
  });
});

describe('codex with an agent id', () => {
  it('resumes a stale session, under another name if one is given', async () => {
    const { house, session } = await restarted({}, { identity: 'arch-ctm' });
    const turn = await start(house, { agentId: session.agentId, identity: 'reviewer', tag: 'x' });
    await settle();
    expect(turn).toMatchObject({ agentId: session.agentId, identity: 'reviewer' });
    expect(house.sessions.supervisor.get(session.agentId)).toMatchObject({
      ...{ identity: 'reviewer', tag: 'x', status: 'active', threadId: 'thread-1' },
    });
  });

  it('reopens a closed session: its thread is taken out of the archive', async () => {
    const house = await openHouse();
    const session = await answered(house);
    given(await house.service.close(session));
    expect(house.codex.threads.at('thread-1').isArchived).toBe(true);
    const turn = await start(house, { agentId: session.agentId, prompt: 'back' });
    await settle();
    house.codex.complete('thread-1', 'back');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'back' });
    expect(house.codex.asked('unarchiveThread')).toEqual([['thread-1']]);
  });

  it('reopens one whose thread somebody took out of the archive already', async () => {
    const house = await openHouse();
    const session = await answered(house);
    given(await house.service.close(session));
    house.codex.threads.at('thread-1').isArchived = false;
    await start(house, { agentId: session.agentId });
    await settle();
    expect(stateOf(house, session)).toBe('active busy');
    expect(house.codex.asked('unarchiveThread')).toEqual([]);
  });

  it('is one more prompt for a session that is at work', async () => {
    const house = await openHouse();
    const session = await running(house);
    const turn = await start(house, { agentId: session.agentId, prompt: 'two' });
    expect(turn.progress).toMatchObject({ state: 'queued', before: 1 });
  });

  it('that nobody knows is refused', async () => {
    const house = await openHouse();
    const outcome = await house.service.start({ ...REQUEST, agentId: 'codex:99' });
    expect(refusalIn(outcome)).toMatchObject({ code: 'session_not_found', agentId: 'codex:99' });
    expect(house.sessions.supervisor.list()).toEqual([]);
  });

  it('whose other name is held is refused, and the session stays as it was', async () => {
    const { house, session } = await restarted({}, { identity: 'arch-ctm' });
    const holder = await answered(house, { identity: 'reviewer' });
    const outcome = await house.service.start({
      ...{ ...REQUEST, agentId: session.agentId, identity: 'reviewer' },
    });
    expect(refusalIn(outcome)).toMatchObject({
      ...{ code: 'identity_conflict', agentId: holder.agentId },
    });
    expect(stateOf(house, session)).toBe('stale idle');
  });

  it('with a tag that is none is refused, and the session stays as it was', async () => {
    const { house, session } = await restarted();
    const outcome = await house.service.start({ ...REQUEST, agentId: session.agentId, tag: '' });
    expect(refusalIn(outcome).code).toBe('invalid_session_params');
    await settle();
    expect(stateOf(house, session)).toBe('stale idle');
    expect((await reply(house, session)).agentId).toBe(session.agentId);
  });
});
