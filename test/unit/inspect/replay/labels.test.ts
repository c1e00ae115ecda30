import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { backendMachine, turnsMachine } from '../../../../machines/index.js';
import { ActorGroup } from '../../../../src/runtime/inspection.js';
import { register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, recording, replayed } from '../../../support/traces.js';

const PATIENCE = { silenceMs: 500, errorMs: 50, interruptMs: 50 };
const BACKEND_PATIENCE = { limit: 3, backOffMs: 50, coolOffMs: 500, provenMs: 600 };

/** Two sessions at work, each with turns; the turns of the first one are stopped before. */
function aRun(): Line[] {
  const { inspector, closed } = recording();
  const supervisor = supervisorWith({ inspect: inspector, maxConcurrent: 2 });
  const group = new ActorGroup(inspector);
  const backend = group.add((more) =>
    createActor(backendMachine, { id: 'backend', input: { patience: BACKEND_PATIENCE }, ...more }),
  );
  backend.start();
  const begin = (identity: string) => {
    const { agentId } = register(supervisor, identity);
    const options = { id: `turns ${agentId}`, input: { patience: PATIENCE } };
    const turns = group.add((more) => createActor(turnsMachine, { ...options, ...more }));
    turns.start();
    return { agentId, turns };
  };
  begin('planner').turns.stop();
  const { agentId, turns } = begin('coder');
  turns.send({ type: 'turn.submit', ticket: 'k' });
  for (const type of ['slot.granted', 'thread.opened'] as const) turns.send({ type });
  supervisor.report(agentId, { type: 'turn.started', turnId: 'u1' });
  turns.send({ type: 'turn.started', turnId: 'u1' });
  turns.stop();
  backend.stop();
  supervisor.stop();
  return closed();
}

/** Puts other fields into the birth of an actor; tells what came of it, and where it stands. */
async function relabelled(name: string, fields: Partial<Record<string, string | null>>) {
  const lines = aRun();
  const index = lines.findIndex((line) => line.kind === 'actor' && line.name === name);
  const edited = lines.with(index, { ...(lines[index] as Line), ...fields });
  const { wrong } = await replayed(edited);
  return { wrong, line: index + 1, lines };
}

const NOBODY = { agentId: 'codex:nobody', name: 'turns codex:nobody' };

describe('an actor that is born', () => {
  it('is allowed under the names we give', async () => {
    expect(await replayed(aRun())).toMatchObject({ wrong: null, ended: 'closed' });
  });

  it.each([
    ['the supervisor', 'supervisor', { name: 'another' }],
    ['the supervisor', 'supervisor', { agentId: 'codex:1' }],
    ['the backend', 'backend', { name: 'another' }],
    ['the backend', 'backend', { agentId: 'codex:1' }],
    ['the parent of the sessions', 'sessions', { name: 'another' }],
    ['the parent of the sessions', 'sessions', { agentId: 'codex:1' }],
    ['the turns of a session', 'turns codex:1', { name: 'turns codex:2' }],
    ['the turns of a session', 'turns codex:1', { agentId: 'codex:2' }],
    ['the turns of a session', 'turns codex:1', { agentId: null }],
  ])('is refused as %s, called otherwise: %s %o', async (_, name, fields) => {
    const { wrong, line } = await relabelled(name, fields);
    expect(wrong).toMatchObject({ line, reason: 'such an actor is not called so' });
    expect(wrong?.differences).toHaveLength(1);
  });

  it('is refused as another thing than the parent of the sessions', async () => {
    const { wrong, line } = await relabelled('sessions', { chart: null });
    expect(wrong).toMatchObject({ line, reason: 'nothing makes such an actor here' });
  });

  it('is refused as the turns of a session nobody knows', async () => {
    const { wrong, line } = await relabelled('turns codex:1', NOBODY);
    expect(wrong).toMatchObject({ line, reason: expect.stringContaining('no such session') });
  });

  it('is refused as the second turns of a session', async () => {
    const { inspector, lines } = recording();
    const supervisor = supervisorWith({ inspect: inspector });
    const { agentId } = register(supervisor, 'planner');
    const group = new ActorGroup(inspector);
    for (const _ of ['first', 'second']) {
      const options = { id: `turns ${agentId}`, input: { patience: PATIENCE } };
      group.add((more) => createActor(turnsMachine, { ...options, ...more })).start();
    }
    const { wrong } = await replayed(lines());
    expect(wrong?.reason).toContain('it has turns already');
  });

  it('is refused as the turns of another session where it is told of a turn of its own', async () => {
    const other = { agentId: 'codex:1', name: 'turns codex:1' };
    const { wrong, lines } = await relabelled('turns codex:2', other);
    const told = lines.findLastIndex(({ event }) => typeOf(event) === 'turn.started');
    expect(wrong).toMatchObject({ line: told + 1, reason: 'the turn u1 is one of codex:2' });
  });
});

function typeOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
}
