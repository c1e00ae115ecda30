import { describe, expect, it } from 'vitest';
import type { SessionSettings } from '../../../src/proxy/api.js';
import type { RightsRule } from '../../../src/proxy/rights.js';
import {
  answered,
  given,
  type House,
  openHouse,
  refusalIn,
  reopened,
  reply,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

/** A stale session with the rights of its settings, in the next process. */
async function stale(settings: SessionSettings, rights?: RightsRule) {
  const before = await openHouse();
  const session = await answered(before, { settings });
  const house = await reopened(before, rights && { rights });
  return { house, session };
}

const resumed = (house: House, agentId: string, settings: SessionSettings) =>
  house.service.start({ prompt: 'again', settings, agentId });

/** The rights of the last prompt, as Codex holds them true. */
function rightsNow({ codex }: House): string {
  const { sandboxPolicy, approvalPolicy } = codex.prompts.at(-1)!;
  return `${sandboxPolicy.type} ${approvalPolicy}`;
}

const WORKSPACE = { sandbox: 'workspace-write', approvalPolicy: 'on-request' } as const;

describe('a session that is resumed', () => {
  it.each<[string, SessionSettings]>([
    ['a wider sandbox', { sandbox: 'danger-full-access' }],
    ['fewer questions', { approvalPolicy: 'never' }],
    ['a wider sandbox in its configuration', { config: { sandbox_mode: 'danger-full-access' } }],
    ['fewer questions in its configuration', { config: { approval_policy: 'never' } }],
  ])('gets no wider rights than it had (!!): %s is refused', async (_, settings) => {
    const { house, session } = await stale(WORKSPACE);
    const refusal = refusalIn(await resumed(house, session.agentId, settings));
    expect(refusal).toMatchObject({
      ...{ code: 'invalid_session_params', message: expect.stringContaining('fork') },
    });
    expect(stateOf(house, session)).toBe('stale idle');
    expect(house.codex.starts).toBe(1);
  });

  it('may be told to have less, and remembers that', async () => {
    const { house, session } = await stale({ ...WORKSPACE, approvalPolicy: 'never' });
    const less = { sandbox: 'read-only', approvalPolicy: 'on-request' } as const;
    given(await resumed(house, session.agentId, less));
    await settle();
    expect(rightsNow(house)).toBe('readOnly on-request');
    house.codex.complete('thread-1');
    const again = await reopened(house);
    await reply(again, session);
    await settle();
    expect(rightsNow(again)).toBe('readOnly on-request');
    const back = refusalIn(await resumed(await reopened(again), session.agentId, WORKSPACE));
    expect(back.code).toBe('invalid_session_params');
  });

  it('may change its model and its folder, and remembers that', async () => {
    const { house, session } = await stale({ model: 'm' });
    given(await resumed(house, session.agentId, { model: 'other', cwd: '/var' }));
    await settle();
    expect(house.codex.prompts.at(-1)).toMatchObject({ model: 'other', cwd: '/var' });
    house.codex.complete('thread-1');
    const again = await reopened(house);
    expect(again.sessions.supervisor.get(session.agentId)?.cwd).toBe('/var');
    await reply(again, session);
    await settle();
    expect(again.codex.prompts.at(-1)).toMatchObject({ model: 'other', cwd: '/var' });
  });

  it('has less where the person it serves allows less than before', async () => {
    const rule: RightsRule = {
      readsConfiguration: false,
      decide: () => ({ sandbox: 'read-only', approvalPolicy: 'untrusted' }),
    };
    const { house, session } = await stale(WORKSPACE, rule);
    await reply(house, session);
    await settle();
    expect(rightsNow(house)).toBe('readOnly untrusted');
  });

  it('has no more where the person it serves would allow more', async () => {
    const rule: RightsRule = {
      readsConfiguration: false,
      decide: () => ({ sandbox: 'danger-full-access', approvalPolicy: 'never' }),
    };
    const { house, session } = await stale(WORKSPACE, rule);
    await reply(house, session);
    await settle();
    expect(rightsNow(house)).toBe('workspaceWrite on-request');
  });

  it('of which nothing is remembered may look, and asks; more is refused (H4)', async () => {
    const before = await openHouse();
    const session = await answered(before, { settings: WORKSPACE });
    before.sessions.supervisor.annotate(session.agentId, { thread: null });
    const house = await reopened(before);
    const refusal = refusalIn(await resumed(house, session.agentId, WORKSPACE));
    expect(refusal.code).toBe('invalid_session_params');
    await reply(house, session);
    await settle();
    expect(rightsNow(house)).toBe('readOnly on-request');
  });
});

describe('a session that is at work', () => {
  it('gets no wider rights either', async () => {
    const house = await openHouse();
    const session = await answered(house, { settings: WORKSPACE });
    const outcome = await resumed(house, session.agentId, { sandbox: 'danger-full-access' });
    expect(refusalIn(outcome).code).toBe('invalid_session_params');
    expect(stateOf(house, session)).toBe('active idle');
  });

  it('has less from the next turn on when it is told so, and remembers that', async () => {
    const house = await openHouse();
    const session = await answered(house, { settings: WORKSPACE });
    given(await resumed(house, session.agentId, { sandbox: 'read-only' }));
    await settle();
    expect(rightsNow(house)).toBe('readOnly on-request');
    house.codex.complete('thread-1');
    const next = await reopened(house);
    await reply(next, session);
    await settle();
    expect(rightsNow(next)).toBe('readOnly on-request');
  });

  it('has less also when it is told so while Codex takes a prompt', async () => {
    const house = await openHouse();
    const session = await answered(house, { settings: WORKSPACE });
    const held = house.codex.script.hold('startTurn');
    await reply(house, session, 'before');
    await settle();
    given(await resumed(house, session.agentId, { sandbox: 'read-only' }));
    held.release();
    await settle();
    expect(rightsNow(house)).toBe('workspaceWrite on-request');
    house.codex.complete('thread-1');
    await settle();
    expect(rightsNow(house)).toBe('readOnly on-request');
  });

  it('is not changed while its thread is opened, and says so: nothing is overheard', async () => {
    const { house, session } = await stale(WORKSPACE);
    const held = house.codex.script.hold('resumeThread');
    await reply(house, session, 'before');
    await settle();
    const outcome = await resumed(house, session.agentId, { sandbox: 'read-only' });
    expect(refusalIn(outcome)).toMatchObject({ code: 'session_active' });
    held.release();
    await settle();
    given(await resumed(house, session.agentId, { sandbox: 'read-only' }));
  });

  it('does not get another name while it is at work', async () => {
    const house = await openHouse();
    const session = await answered(house, { identity: 'arch-ctm' });
    const request = { prompt: 'again', settings: {}, agentId: session.agentId };
    expect((await house.service.start({ ...request, identity: 'other' })).ok).toBe(false);
    const turn = await start(house, { ...request, identity: 'arch-ctm' });
    expect(turn.identity).toBe('arch-ctm');
  });
});

describe('a new session', () => {
  it('has the rights that the person it serves decides, by its name', async () => {
    const rule: RightsRule = {
      readsConfiguration: true,
      decide: (identity, asked, own) => ({
        sandbox: identity === 'reviewer' ? 'read-only' : (asked.sandbox ?? own.sandbox!),
        approvalPolicy: 'untrusted',
      }),
    };
    const house = await openHouse({ rights: rule });
    house.codex.configuration = { ...house.codex.configuration, sandbox: 'danger-full-access' };
    await answered(house, { identity: 'reviewer', settings: WORKSPACE });
    expect(rightsNow(house)).toBe('readOnly untrusted');
    await answered(house, { settings: WORKSPACE });
    expect(rightsNow(house)).toBe('workspaceWrite untrusted');
    await answered(house);
    expect(rightsNow(house)).toBe('dangerFullAccess untrusted');
  });

  it('does not ask for the configuration of Codex where nobody needs it', async () => {
    const house = await openHouse();
    await answered(house, { settings: WORKSPACE });
    expect(house.codex.asked('readConfiguration')).toEqual([]);
  });
});
