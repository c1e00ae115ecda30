import { afterEach, beforeEach, expect, it } from 'vitest';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { register } from '../../support/supervisors.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

it('stays saturated whatever a stale session does, or fails at', () => {
  const { machine, breakAt, mend } = fragileMachine();
  const supervisor = supervisorOf(machine, { maxConcurrent: 1 });
  const stale = register(supervisor, 'a').agentId;
  supervisor.markLost(stale);
  register(supervisor, 'b');
  supervisor.setTag(stale, 't');
  expect(supervisor.actor.getSnapshot().value).toBe('saturated');
  breakAt('tag.changed');
  supervisor.setTag(stale, 'u');
  mend();
  expect(supervisor.actor.getSnapshot().value).toBe('saturated');
});
